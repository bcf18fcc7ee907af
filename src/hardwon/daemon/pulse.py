"""Whether anything in a watched tree was touched: told at once, before the watcher knows what it came to."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from hardwon.daemon.changes import Lost, Touch


class Beat(NamedTuple):
    """How often a tree was touched, and how often its `.gitignore` files were; comparable, nothing more."""

    touches: int
    rules: int


class Pulse:
    """Counts the touches of a tree as the kernel tells them, for who keeps answers about its files.

    Belongs to the event loop of the watcher that it was given to.
    """

    def __init__(self) -> None:
        self._touches = 0
        self._rules = 0
        self._drain: Callable[[], bool] | None = None
        self._at_rest = False

    def beat(self) -> Beat | None:
        """A value that differs after any touch that ended before this call.

        None where that cannot be known: nothing is watched yet, not all of the tree can be, this system
        tells of touches late, or new directories are being looked through.
        """
        if self._drain is None or not self._drain() or not self._at_rest:
            return None
        return Beat(self._touches, self._rules)

    def begin(self, drain: Callable[[], bool]) -> None:
        """The tree is under watch. `drain()` hands on all touches so far; false where it cannot."""
        self._drain = drain
        self._touches += 1

    def touch(self, touches: Sequence[Touch | Lost]) -> None:
        """Takes touches in, as they come."""
        for touch in touches:
            self._touches += 1
            if isinstance(touch, Lost) or touch.directory:
                self._at_rest = False  # files of a new directory may go untold until it is watched
            elif touch.path.rpartition("/")[2] == ".gitignore":
                self._rules += 1
                self._at_rest = False

    def rest(self, *, whole: bool) -> None:
        """All that was touched has been looked at; `whole`: everything is under watch."""
        if whole and not self._at_rest:
            self._touches += 1
        self._at_rest = whole

    def end(self) -> None:
        """The watching has ended."""
        self._drain = None
        self._at_rest = False
