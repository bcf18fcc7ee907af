"""Briefs for sub-agents, from what this repository knows: pages, memory, git; kept in the journal."""

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from hardwon.assembly.at_hand import read_work
from hardwon.assembly.configuration import environment
from hardwon.assembly.context import NoWorktree
from hardwon.assembly.noting import note_shown
from hardwon.assembly.remembering import open_recall
from hardwon.assembly.workspace import Workspace, open_workspace
from hardwon.core import HardwonError, iso, new_id
from hardwon.integrations import (
    Brief,
    Order,
    State,
    Surroundings,
    Tree,
    fitted,
    make_brief,
    missing_files,
    read_agents,
    read_brief,
    stored_brief,
)
from hardwon.lessons import AtHand, Lesson, Unit, applying_to, checklist_for
from hardwon.scribe import Git, GitFailed, worktrees
from hardwon.store import NewEvent

_KIND = "brief.made"
_SECONDS = 3  # that git has for an answer
_LONGEST = 200_000  # bytes of a file that are looked at
_MOST_LESSONS = 7
_RECALLED = 40  # units; most of them are no decisions


class NoSuchBrief(HardwonError):
    """No kept brief has an id that begins so, or more than one has."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A brief as it is asked for; `files` as they were typed, `worktree` empty for the one where one stands.

    `budget` is in tokens of Markdown.
    """

    task: str
    files: Sequence[str] = ()
    agent: str = ""
    expect: str = ""
    returns: str = ""
    decisions: Sequence[str] = ()
    assumptions: Sequence[str] = ()
    done_when: Sequence[str] = ()
    worktree: str = ""
    budget: int = 3000


def at_worktree(workspace: Workspace, worktree: str) -> Workspace:
    """The workspace of another worktree of the same repository. Raises `NoWorktree`."""
    if not worktree:
        return workspace
    root = Path(worktree).resolve()
    if root not in [one.resolve() for one in worktrees(workspace.places)]:
        raise NoWorktree(
            f"{worktree} is no worktree of {workspace.places.root}",
            next_step="git worktree list shows them",
        )
    return open_workspace(root)


def brief_for(workspace: Workspace, wish: Wish) -> Brief:
    """The brief that `wish` asks for, about `workspace`'s worktree; the journal is told which lessons it has.

    Raises `NoSuchAgent` and what recall raises.
    """
    places = workspace.places
    tree = Tree(places.root, tuple(worktrees(places)[1:]), workspace.home)
    agent = read_agents(places.root).get(wish.agent) if wish.agent else None
    named = [_name(path, tree) for path in wish.files]
    order = Order(
        task=wish.task,
        files=tuple(path for path, how in named if how != "outside"),
        expect=wish.expect,
        returns=wish.returns,
        decisions=tuple(wish.decisions),
        assumptions=tuple(wish.assumptions),
        done_when=tuple(wish.done_when),
        agent=agent,
        outside=tuple(path for path, how in named if how == "outside"),
        moved=tuple(given for given, (_, how) in zip(wish.files, named, strict=True) if how == "moved"),
    )
    brief = fitted(make_brief(order, _around(workspace, order, tree)), places.root, wish.budget)
    note_shown(str(places.root), [one.slug for one in brief.lessons], where="brief")
    return brief


def save_brief(workspace: Workspace, brief: Brief) -> str:
    """Keeps `brief` in the journal; its id."""
    number = new_id(workspace.clock)
    payload = {"id": number, "brief": stored_brief(brief)}
    event = NewEvent(f"brief:{number}", _KIND, iso(workspace.clock.now()), payload)
    with workspace.sink("brief") as sink:
        sink.append([event])
    return number


def kept_brief(workspace: Workspace, beginning: str) -> tuple[str, Brief]:
    """The brief whose id begins so, as it is in this worktree now, with its id. Raises `NoSuchBrief`."""
    with workspace.desk("brief") as (_, reader):
        found = {
            str(event.payload["id"]): event.payload["brief"]
            for event in reader.scan(kinds=(_KIND,))
            if str(event.payload.get("id", "")).startswith(beginning)
        }
    if len(found) != 1 or not beginning:
        what = f"{len(found)} briefs begin with {beginning}" if found else f"no brief is called {beginning}"
        raise NoSuchBrief(what, next_step="`hardwon brief … --save` says the id of the one it keeps")
    [(number, stored)] = found.items()
    brief = read_brief(stored)
    root = workspace.places.root
    files = tuple(replace(one, there=(root / one.path).exists()) for one in brief.files)
    brief = replace(brief, files=files, state=_state(workspace, [one.path for one in files]))
    return number, replace(brief, missing=missing_files(brief, brief.state))


def _around(workspace: Workspace, order: Order, tree: Tree) -> Surroundings:
    places, shelf = workspace.places, workspace.shelf()
    work = read_work(places, files=order.files, prompt=order.task)
    checklist = checklist_for(work, shelf)
    return Surroundings(
        tree=tree,
        texts={path: _text(places.root / path) for path in order.files},
        state=_state(workspace, order.files),
        checklist=checklist,
        lessons=_more(shelf.adopted(), order, places.root, len(checklist.items)),
        earlier=_earlier(workspace, order),
    )


def _more(adopted: Sequence[Lesson], order: Order, root: Path, there: int) -> tuple[Lesson, ...]:
    """Lessons that the files call for by what stands in them, as far as there is room beside `there`."""
    found = applying_to(adopted, order.files, root) if order.files else ()
    return tuple(one for one in found if one.triggers.content)[: max(_MOST_LESSONS - there, 0)]


def _earlier(workspace: Workspace, order: Order) -> tuple[Unit, ...]:
    """What memory has about the task, best first; nothing where it is empty."""
    if not order.task or not workspace.is_set_up:
        return ()
    with open_recall(workspace) as memory:
        found = memory.best(order.task, _RECALLED, AtHand(order.files))
    return tuple(unit for unit in found if unit.kind != "lesson")


def _state(workspace: Workspace, files: Sequence[str]) -> State:
    """What git says; nothing where there is none. Of what is changed, the brief's own files come first."""
    places = workspace.places
    if places.own_git_dir is None:
        return State()
    git = Git(places.root, environment(), seconds=_SECONDS)
    commit, changed = "", set[bytes]()
    with suppress(GitFailed, FileNotFoundError):
        changed.update(git.fields("ls-files", "-z", "--others", "--exclude-standard"))
        commit = git.line("log", "-1", "--format=%h %s")
        changed.update(git.fields("diff", "--name-only", "--no-renames", "-z", "HEAD"))
    head, _, subject = commit.partition(" ")
    ordered = sorted(map(os.fsdecode, changed), key=lambda path: (path not in files, path))
    return State(places.branch, head, subject, tuple(ordered))


def _name(path: str, tree: Tree) -> tuple[str, str]:
    """What a file is called in the repository, and whether it is `here`, `moved` or `outside`."""
    standing = Path.cwd()
    absolute = Path(os.path.normpath(standing / path))
    roots = sorted((tree.root, *tree.others), key=lambda one: -len(one.parts))
    if not os.path.isabs(path) and not os.path.lexists(absolute):
        beside = os.path.normpath(path)
        stands_in = any(standing.is_relative_to(root) for root in roots)
        if not beside.startswith("..") and (not stands_in or os.path.lexists(tree.root / beside)):
            return Path(beside).as_posix(), "here"
    for form in (absolute, absolute.parent.resolve() / absolute.name):
        for root in roots:
            if form.is_relative_to(root):
                how = "here" if root == tree.root or not os.path.isabs(path) else "moved"
                return form.relative_to(root).as_posix(), how
    return path, "outside"


def _text(file: Path) -> str | None:
    """The text of a file; None where there is none, empty for a folder and for what is no text."""
    if file.exists() and not file.is_file():
        return ""  # reading a pipe would wait for ever
    try:
        with file.open("rb") as stream:
            data = stream.read(_LONGEST)
    except (OSError, ValueError):
        return None
    return "" if b"\0" in data else data.decode("utf-8", "replace")
