"""The context of a new session: asked of the daemon, or gathered here where there is none."""

import atexit
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hardwon.assembly.configuration import environment, runtime_directory
from hardwon.core import HardwonError, Places, SystemClock, find_places, iso
from hardwon.store import ask

if TYPE_CHECKING:
    from hardwon.assembly.checking import Checked
    from hardwon.assembly.context_record import Tide
    from hardwon.assembly.workspace import Workspace
    from hardwon.daemon import Answer, Provider, Pulse
    from hardwon.store import Journal, JournalReader

# In the order of the document; what is asked for in few words is cut from the end.
PARTS = ("branch", "status", "commits", "diff", "sessions", "worklog", "findings", "ci", "lessons")
_PATIENCE = 5.0  # seconds for the daemon, whose slowest part is given up before


class NoWorktree(HardwonError):
    """The daemon was asked about a directory that is not one of its repository's worktrees."""


def read_context(repo: str | Path | None = None) -> dict[str, Any]:
    """The document of `hardwon context` about the worktree around `repo` (where one stands, if None).

    Raises `NoRepository`; and where no daemon answers what `open_workspace` raises.
    """
    places = find_places(Path(repo or "."), runtime=runtime_directory())
    answer = ask(places, {"op": "context", "root": str(places.root)}, timeout=_PATIENCE)
    document = answer.get("context") if answer is not None and answer.get("ok") is True else None
    return document if isinstance(document, dict) else gather_context(places.root)


def gather_context(repo: Path, *, one_by_one: bool = False) -> dict[str, Any]:
    """The same without a daemon. `one_by_one` is as `Gatherer.gather` has it."""
    from hardwon.assembly.context_record import OpenedLate
    from hardwon.assembly.workspace import open_workspace
    from hardwon.daemon import Asked, Gatherer

    workspace = open_workspace(repo)
    with closing(OpenedLate(workspace)) as read:
        gatherer = Gatherer(providers(workspace, read))
        parts = gatherer.gather(Asked(workspace.places), one_by_one=one_by_one)
    told = {name: part.document() for name, part in parts.items()}
    return _document(workspace.places, told, by_daemon=False)


def providers(
    workspace: "Workspace",
    read: "Callable[[], JournalReader | None]",
    *,
    tide: "Tide | None" = None,
    checked: "Checked | None" = None,
) -> "list[Provider]":
    """Where all parts come from, in the order of `PARTS`."""
    from hardwon.assembly.context_code import code_providers
    from hardwon.assembly.context_git import GitParts, git_providers
    from hardwon.assembly.context_record import record_providers

    git = GitParts(environment(), workspace.home)
    every = [
        *git_providers(git),
        *record_providers(workspace, read, tide),
        *code_providers(workspace, read, checked, git),
    ]
    return sorted(every, key=lambda one: PARTS.index(one.name))


def context_answers(
    workspace: "Workspace", journal: "Journal", checked: "Checked", pulses: Mapping[Path, "Pulse"]
) -> "Mapping[str, Answer]":
    """The op `context` of the daemon's socket: `root` names the worktree; `pulses` of those watched."""
    from hardwon.assembly.context_record import Tide
    from hardwon.daemon import Gatherer, Turns
    from hardwon.scribe import worktrees

    if not workspace.settings.features.context:
        return {}
    places = workspace.places
    gatherer = Gatherer(providers(workspace, lambda: journal, tide=Tide(journal), checked=checked))
    # A check that runs in a thread and is cut off in C++ would abort the process at its end.
    atexit.register(gatherer.close)
    turns = Turns(gatherer, pulses)

    async def answer(request: Mapping[str, Any]) -> Mapping[str, object]:
        root = Path(str(request.get("root", places.root)))
        if root not in worktrees(places):
            raise NoWorktree(
                f"{root} is no worktree of {places.root}", next_step="ask where it is: git worktree list"
            )
        asked = replace(places, root=root)
        parts = await turns.ask(asked)
        told = {name: part.document() for name, part in parts.items()}
        return {"context": _document(asked, told, by_daemon=True)}

    return {"context": answer}


def _document(places: Places, parts: Mapping[str, object], *, by_daemon: bool) -> dict[str, Any]:
    return {
        "version": 1,
        "worktree": str(places.root),
        "time": iso(SystemClock().now()),
        "daemon": by_daemon,
        "parts": dict(parts),
        "dropped": [],
    }
