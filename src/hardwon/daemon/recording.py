"""Changes of files as events in the journal, with what git did to make them where that is known."""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

from hardwon.core import Clock, HardwonError, iso, new_id
from hardwon.daemon.changes import Change, change_events
from hardwon.store import Event, NewEvent, StoreError

_MOST_UNWRITTEN = 10_000  # events of changes that wait for room on the disk
_RECENT = 5.0  # seconds in which a move of git's may have changed the files that just settled
_MOVES = ("git.switch", "git.merge", "git.rebase", "git.reset", "git.stash")
_TOLD = ("from", "to", "state", "what", "merged", "branch")


class Causes:
    """What git did last in each worktree; hears the journal on its thread."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._last: dict[str, tuple[float, Mapping[str, object]]] = {}

    def hear(self, events: Sequence[Event]) -> None:
        """Takes in the moves among `events`."""
        for event in events:
            if event.kind in _MOVES:
                worktree = str(event.payload.get("worktree", ""))
                told = {name: event.payload[name] for name in _TOLD if name in event.payload}
                self._last[worktree] = self._now(), {"kind": event.kind, **told}

    def of(self, worktree: str) -> Mapping[str, object] | None:
        """What git did in `worktree` just now, with the kind of its event; None where nothing."""
        when, told = self._last.get(worktree) or self._last.get("") or (0.0, None)
        return told if told is not None and self._now() - when < _RECENT else None


class Recorder:
    """Records the changes of one worktree; its name is in the events unless it is the daemon's own.

    A full disk ends nothing: what could not be written goes with the next change.
    """

    def __init__(
        self,
        append: Callable[[Sequence[NewEvent]], Awaitable[object]],
        *,
        clock: Clock,
        on_trouble: Callable[[HardwonError], None],
        causes: Causes,
        top: str,
        is_own: bool,
    ) -> None:
        self._append = append
        self._clock = clock
        self._on_trouble = on_trouble
        self._causes = causes
        self._top = top
        self._worktree = "" if is_own else top
        # Each change is an event of its own: an id and a number make its source.
        self._id = new_id(clock)
        self._number = 0
        self._unwritten: list[NewEvent] = []

    async def record(self, changes: Sequence[Change]) -> None:
        """Puts `changes` into the journal."""
        events = self._unwritten + change_events(
            changes,
            source=self._next_source,
            time=iso(self._clock.now()),
            worktree=self._worktree,
            cause=self._causes.of(self._top),
        )
        told = bool(self._unwritten)
        try:
            await self._append(events)
        except StoreError as error:
            self._unwritten = events[-_MOST_UNWRITTEN:]
            if not told:
                self._on_trouble(error)
        else:
            self._unwritten = []

    def _next_source(self) -> str:
        self._number += 1
        return f"daemon:{self._id}:{self._number}"


def is_git_busy(top: Path) -> bool:
    """Whether git is in the middle of something in the worktree at `top`: it holds the lock of its index."""
    dot_git = top / ".git"
    try:
        own = (
            dot_git
            if dot_git.is_dir()
            else top / dot_git.read_text(encoding="utf-8").partition(": ")[2].strip()
        )
        return (own / "index.lock").exists()
    except (OSError, ValueError):
        return False
