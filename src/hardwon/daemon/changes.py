"""What the watcher sees: touches from the operating system, and the changes they come to."""

import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from hardwon.core import HardwonError
from hardwon.store import NewEvent

Ignored = Callable[[str], bool]
"""Whether a repository-relative path is left out; a directory's path ends in `/`."""

# One event says it all when a branch switch or a build touches more files than a person can read.
MANY = 100
SAMPLE = 20


@dataclass(
    slots=True
)  # not frozen: a build makes ten thousand of them a second, and that takes twice as long
class Touch:
    """Something happened to a path, relative to the watched root; what it came to is found out later.

    `wrote`: its content may differ (a bare close may not have changed anything); `gone`: it was
    deleted or moved away; `origin`: where it was moved from.
    """

    path: str
    directory: bool = False
    wrote: bool = True
    gone: bool = False
    origin: str | None = None


@dataclass(slots=True)
class Stroke(Touch):
    """Only the mode or the times of a path were set: nothing to look into, but git tells of modes."""


@dataclass(frozen=True, slots=True)
class Lost:
    """The kernel's queue overflowed: touches are missing, only a scan tells which."""


class Change(NamedTuple):
    """One file that is different from what it was; `origin` is where a moved one came from."""

    path: str
    change: Literal["created", "modified", "deleted", "moved"]
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class Watched:
    """What the watcher looks at, once it has begun."""

    directories: int
    files: int


class WatchLimit(HardwonError):
    """The kernel gives no more watches: what lies in the directories beyond it is not noticed."""


class Unwatched(HardwonError):
    """A directory that cannot be watched, because it cannot be read."""


def change_events(
    changes: Sequence[Change],
    *,
    source: Callable[[], str],
    time: str,
    worktree: str = "",
    cause: Mapping[str, object] | None = None,
) -> list[NewEvent]:
    """The journal's events for `changes`: one each, or a single `files.changed` beyond `MANY`.

    The latter has a sample of the paths, and how their names end if that can be said in few words.
    `source()` gives a new idempotency id at every call. `worktree` says which one the paths are in, where it
    is another than the daemon's; `cause` what git did to change so many.
    """
    where: dict[str, object] = {"worktree": worktree} if worktree else {}
    if len(changes) > MANY:
        kinds = Counter(change.change for change in changes)
        sample = sorted(as_text(change.path) for change in changes)[:SAMPLE]
        payload: dict[str, object] = {"count": len(changes), "sample": sample, **where}
        endings = {_ending(path) for change in changes for path in (change.path, change.origin) if path}
        payload |= {"endings": sorted(endings)} if len(endings) <= SAMPLE else {}
        payload |= {str(kind): number for kind, number in kinds.items()}
        payload |= {"git": dict(cause)} if cause is not None else {}
        return [NewEvent(source=source(), kind="files.changed", time=time, payload=payload)]
    events = []
    for change in changes:
        payload = {"path": as_text(change.path), "change": change.change, **where}
        if change.origin is not None:
            payload["from"] = as_text(change.origin)
        events.append(NewEvent(source=source(), kind="file.changed", time=time, payload=payload))
    return events


def _ending(path: str) -> str:
    """Such as `.o`; empty where a name has none, or the path has a part that is hidden."""
    name = path.rpartition("/")[2]
    _, dot, ending = name.rpartition(".")
    return as_text(f".{ending}") if dot and not path.startswith(".") and "/." not in path else ""


def as_text(path: str) -> str:
    """`path` as text that can be encoded."""
    if path.isascii():
        return path
    # A name that is no UTF-8 comes as surrogates, which neither JSON nor a database takes.
    return os.fsencode(path).decode("utf-8", "backslashreplace")
