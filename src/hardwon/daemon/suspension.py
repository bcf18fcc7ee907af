"""Whether the machine has slept: what happened meanwhile, nobody was told of."""

import time
from collections.abc import Callable

LOOK = 30.0
"""Seconds between two looks; a sleep is noticed so long after the machine has woken, at the latest."""
_SHORTEST = 1.0  # seconds of sleep worth a scan; less is the two clocks being read one after the other


def clocks_apart() -> float:
    """By how many seconds the clock that runs while the machine sleeps is ahead of the one that does not."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    # Without such a clock the wall's must do; being set by somebody, it costs a scan for nothing.
    return (time.clock_gettime(boot) if boot is not None else time.time()) - time.monotonic()


class Suspension:
    """Notices that the machine was asleep since the last look."""

    def __init__(self, apart: Callable[[], float] = clocks_apart) -> None:
        self._apart = apart
        self._before = apart()

    def has_been(self) -> bool:
        """Whether it slept since this was asked last."""
        before, self._before = self._before, self._apart()
        return abs(self._before - before) >= _SHORTEST
