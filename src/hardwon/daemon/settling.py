"""When a touched path has settled, so that what an editor does in five steps is one change."""

from collections.abc import Callable
from dataclasses import dataclass

from hardwon.daemon.changes import MANY, Touch

# All in seconds. An atomic save (write beside, rename over) takes a few milliseconds; a file that is
# gone may come back (vim moves it away and writes it anew), a file with a temporary name goes again.
_WRITTEN = 0.005
_GONE = 0.04
_TEMPORARY = 0.5
_COOL, _COOLEST = 0.05, 2.0  # a file written all the time (a log) is reported ever more rarely
_QUIET, _PATIENCE = 0.15, 2.0  # a burst ends when it is quiet; it is told of after two seconds at the latest
# A build that comes in waves: what follows soon upon a burst is the same one, and is waited for longer.
_AGAIN, _QUIET_AGAIN = 20, 0.5
_LONGEST = 20.0  # a lock of git's that is held for longer was left behind
_WINDOW = 1.0


_ENDINGS = ("~", ".tmp", ".temp", ".swp", ".swx", ".swpx", ".part", "___jb_tmp___", "___jb_old___")
_BEGINNINGS = (".#", "#", ".goutputstream-", ".tmp")
_LAST, _FIRST = frozenset("~pxt_"), frozenset(".#4")


@dataclass(slots=True)
class Dirty:
    """A path that was touched and not looked at yet."""

    path: str
    wrote: bool
    origin: str | None
    deadline: float


@dataclass(slots=True)
class _Cooling:
    since: float
    hold: float


class Settler:
    """Gathers touches and hands each path out once, when nothing more is expected of it.

    Knows no clock: every call is told the time, in monotonic seconds. `is_busy()` says that a burst goes on
    though it is quiet for a moment: git holds its lock while it switches branches.
    """

    def __init__(self, is_busy: Callable[[], bool] = lambda: False) -> None:
        self._is_busy = is_busy
        self._held_until = 0.0
        self._was_busy = False
        self._dirty: dict[str, Dirty] = {}
        self._cooling: dict[str, _Cooling] = {}
        self._window_start = 0.0
        self._window_count = 0
        self._burst_start: float | None = None
        self._burst_ended = -_WINDOW
        self._quiet = _QUIET
        self._last_touch = 0.0

    def __len__(self) -> int:
        return len(self._dirty)

    def touch(self, touch: Touch, now: float) -> None:
        """Takes a touch of a file in."""
        if not self._dirty and self._burst_start is not None and now - self._last_touch >= self._quiet:
            self._burst_start, self._burst_ended = None, self._last_touch
        self._last_touch = now
        path = touch.path
        deadline = self._deadline(touch, now)
        origin = self._first_origin(touch.origin) if touch.origin is not None else None
        dirty = self._dirty.get(path)
        if dirty is None:
            self._dirty[path] = Dirty(path, touch.wrote, origin, deadline)
            self._count(now)
            return
        dirty.wrote = dirty.wrote or touch.wrote
        dirty.origin = origin or dirty.origin
        # Back again: no need to wait longer for it. Gone: give it the time to come back.
        dirty.deadline = max(dirty.deadline, deadline) if touch.gone else min(dirty.deadline, deadline)

    def due(self, now: float) -> list[Dirty]:
        """The paths that have settled by `now`; each is forgotten.

        In the order they were first touched, but moved ones first: their origins are then no deletions.
        """
        if self._burst_start is not None:
            if now < self._burst_end() or self._goes_on(now):
                return []
            if now - self._last_touch >= self._quiet:
                self._burst_start, self._burst_ended = None, now
            else:
                self._burst_start = now
            self._window_count = 0
        ready = [dirty for dirty in self._dirty.values() if dirty.deadline <= now]
        ready.sort(key=lambda dirty: dirty.origin is None)
        for dirty in ready:
            del self._dirty[dirty.path]
        if len(ready) <= MANY:
            for dirty in ready:
                self._cool(dirty.path, now)
        self._prune(now)
        return ready

    def below(self, directory: str) -> list[str]:
        """The paths in `directory` and below that wait."""
        prefix = directory + "/"
        return [path for path in self._dirty if path.startswith(prefix)]

    def next_due(self) -> float | None:
        """When `due` is worth asking again; None when nothing waits."""
        if not self._dirty:
            return None
        if self._burst_start is not None:
            return self._burst_end()
        return min(dirty.deadline for dirty in self._dirty.values())

    def _first_origin(self, origin: str) -> str:
        """Where a path came from that was moved more than once."""
        before = self._dirty.get(origin)
        return before.origin if before is not None and before.origin is not None else origin

    def _burst_end(self) -> float:
        assert self._burst_start is not None
        end = min(self._burst_start + _PATIENCE, self._last_touch + self._quiet)
        return max(end, self._held_until)

    def _goes_on(self, now: float) -> bool:
        """Whether a burst is to be waited for though its time is over."""
        assert self._burst_start is not None
        busy = now - self._burst_start < _LONGEST and self._is_busy()
        # Once more after the end: what git writes last of all says why all this has changed.
        held, self._was_busy = busy or self._was_busy, busy
        if held:
            self._held_until = now + _QUIET
        return held

    def _count(self, now: float) -> None:
        if now - self._window_start > _WINDOW:
            self._window_start, self._window_count = now, 0
        self._window_count += 1
        if self._burst_start is None:
            again = now - self._burst_ended < _WINDOW
            if self._window_count > (_AGAIN if again else MANY):
                self._burst_start, self._quiet = now, _QUIET_AGAIN if again else _QUIET

    def _deadline(self, touch: Touch, now: float) -> float:
        if is_temporary(touch.path):
            return now + _TEMPORARY
        settled = now + (_GONE if touch.gone else _WRITTEN)
        cooling = self._cooling.get(touch.path)
        return settled if cooling is None else max(settled, cooling.since + cooling.hold)

    def _cool(self, path: str, now: float) -> None:
        before = self._cooling.get(path)
        again = before is not None and now - before.since < 2 * before.hold + _WINDOW / 10
        hold = min(before.hold * 2, _COOLEST) if before is not None and again else _COOL
        self._cooling[path] = _Cooling(now, hold)

    def _prune(self, now: float) -> None:
        if len(self._cooling) > 4 * MANY:
            warm = {
                path: c for path, c in self._cooling.items() if now - c.since <= 2 * c.hold + _WINDOW / 10
            }
            self._cooling = warm


def is_temporary(path: str) -> bool:
    """Whether editors and tools give such names to files they are about to rename or delete."""
    name = path[path.rfind("/") + 1 :]
    # Their first and last letters first: nearly all names end there.
    return (
        (name[-1:] in _LAST and name.endswith(_ENDINGS))
        or (name[:1] in _FIRST and (name.startswith(_BEGINNINGS) or name == "4913"))  # vim sees if it may
        or ".tmp." in name
    )
