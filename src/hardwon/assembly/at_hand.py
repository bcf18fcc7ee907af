"""The work at hand, and the ground that evidence is looked up in; both asked of git."""

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from hardwon.assembly.configuration import environment
from hardwon.core import HardwonError, Places

if TYPE_CHECKING:
    from hardwon.assembly.workspace import Workspace
    from hardwon.lessons import Change, Ground, Work
    from hardwon.store import JournalReader

_DIFF = (
    "diff", "--unified=0", "--find-renames", "--no-color", "--no-relative", "--no-ext-diff", "--no-textconv",
    "--ignore-submodules=all", "--src-prefix=a/", "--dst-prefix=b/",
)  # fmt: skip
_SECONDS = 3  # what a part of `hardwon context` has for it
_EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
_NEW_FILES = 200  # that are read
_LONGEST = 200_000  # bytes of a new file that are read
_LONGEST_DIFF = 4_000_000  # characters; who changes more is not helped by a list


class UnknownChanges(HardwonError):
    """What has changed cannot be told."""


def read_work(
    places: Places, *, since: str | None = None, files: Sequence[str] = (), prompt: str = ""
) -> "Work":
    """The work for `checklist_for`: what is asked for in `prompt`, `files` as they are, relative to the
    repository, and what differs from the commit `since`, with what is not added yet.

    Where nothing is named, what differs from the last commit. Raises `UnknownChanges`.
    """
    from hardwon.lessons import Work, whole_file

    texts = {file: _text(places.root / file) for file in files}
    whole = tuple(whole_file(file, text) for file, text in texts.items() if text)
    diff = _changes(places, since or "HEAD") if since or not (files or prompt) else ()
    return Work((*diff, *whole), tuple(file for file, text in texts.items() if not text), prompt)


def _changes(places: Places, since: str) -> "tuple[Change, ...]":
    from hardwon.lessons import read_diff, whole_file
    from hardwon.scribe import Git, GitFailed

    if places.own_git_dir is None:
        return ()
    git = Git(places.root, environment(), seconds=_SECONDS)
    try:
        base = since
        if since == "HEAD" and not git.line("rev-parse", "--verify", "--quiet", "HEAD"):
            base = _EMPTY_TREE
        elif since.startswith("-") or not git.line("rev-parse", "--verify", "--quiet", f"{since}^{{commit}}"):
            raise UnknownChanges(
                f"git knows no commit `{since}`", next_step="`git branch -a` lists what there is"
            )
        shown = "\0".join(field.decode("utf-8", "replace") for field in git.fields(*_DIFF, base, "--"))
        new = [os.fsdecode(one) for one in git.fields("ls-files", "-z", "--others", "--exclude-standard")]
    except FileNotFoundError:
        raise UnknownChanges("git is not installed", next_step="name files with --file") from None
    except GitFailed as refusal:
        raise UnknownChanges(
            f"git: {refusal}", next_step=f"look there: git -C {places.root} status"
        ) from None
    fresh = ((path, _text(places.root / path)) for path in new[:_NEW_FILES])
    return (
        *read_diff(shown[:_LONGEST_DIFF]),
        *(whole_file(path, text) for path, text in fresh if text),
    )


def _text(file: Path) -> str:
    """The text of a regular file; empty where there is none to read."""
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            return ""
        with file.open("rb") as stream:
            data = stream.read(_LONGEST)
    except (OSError, ValueError):
        return ""
    return "" if b"\0" in data else data.decode("utf-8", "replace")


@contextmanager
def open_ground(workspace: "Workspace") -> "Iterator[Ground]":
    """The work tree, git and the journal, as `audit` asks them."""
    from hardwon.lessons import Ground
    from hardwon.scribe import Git

    places = workspace.places
    git = Git(places.root, environment()) if places.own_git_dir is not None else None
    with workspace.reader() as reader:
        yield Ground(places.root, git, _sessions(workspace, reader))


def find_commit(workspace: "Workspace", name: str) -> str:
    """The id of the commit that `name` means here; empty where there is none, or no git."""
    from hardwon.scribe import Git, GitFailed

    places = workspace.places
    if places.own_git_dir is None or name.startswith("-"):
        return ""
    try:
        git = Git(places.root, environment(), seconds=_SECONDS)
        return git.line("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    except (GitFailed, FileNotFoundError):
        return ""


def _sessions(workspace: "Workspace", reader: "JournalReader") -> Callable[[str], bool | None]:
    """Whether the journal has a session; None where it cannot know: the session may have been elsewhere."""
    from hardwon.scribe import NoSession

    now = workspace.clock.now()
    sessions = workspace.sessions(reader)
    recorded: set[str] | None = None

    def is_known(beginning: str) -> bool | None:
        nonlocal recorded
        if not beginning:
            return None
        try:
            sessions.find(beginning, now)
        except NoSession:
            if reader.read(limit=1, session=beginning):
                return True
        else:
            return True
        if workspace.settings.database:
            return False  # the team's journal has everyone's
        if recorded is None:
            recorded = _recorded(reader)
        # Sessions of other people's machines are in their journals; this one had it, and has it no more.
        return False if any(one.startswith(beginning) for one in recorded) else None

    return is_known


def _recorded(reader: "JournalReader") -> set[str]:
    """The sessions that candidates of this journal were taken from."""
    return {
        str(evidence).removeprefix("session:").partition("#")[0]
        for event in reader.scan(kinds=("lesson.candidate",))
        for evidence in event.payload.get("evidence", ())
        if str(evidence).startswith("session:")
    }
