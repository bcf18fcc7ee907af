"""How much background work there may be at once, and how fast it may begin."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of a `Scheduler`, in all and for one session. Over them, work waits or is done in one piece.

    `at_once` jobs run; `waiting` jobs are queued; `memory` bytes are held by jobs (as they declare);
    `a_minute` jobs may begin, and after a rest so many of them at once. A job is given up after `longest` s.
    """

    at_once: int = 2  # background work leaves the loop and at least one core to capture
    at_once_of_one: int = 1
    waiting: int = 10_000
    waiting_of_one: int = 100
    memory: int = 64 << 20
    memory_of_one: int = 16 << 20
    a_minute: int = 6_000
    a_minute_of_one: int = 600
    longest: float = 600.0


class Pace:
    """At most `a_minute` beginnings, measured as a bucket that holds five seconds' worth, at least one."""

    def __init__(self, a_minute: int, now: float) -> None:
        self._a_second = a_minute / 60
        self._most = max(1.0, a_minute / 12)
        self._left = self._most
        self._at = now

    def wait(self, now: float) -> float:
        """Seconds until one more may begin; 0 if it may now."""
        self._refill(now)
        return 0.0 if self._left >= 1 else (1 - self._left) / self._a_second

    def begin(self, now: float) -> None:
        """One begins."""
        self._refill(now)
        self._left -= 1

    def is_rested(self, now: float) -> bool:
        """Whether it could as well be forgotten: the bucket is full."""
        self._refill(now)
        return self._left >= self._most

    def _refill(self, now: float) -> None:
        self._left = min(self._most, self._left + (now - self._at) * self._a_second)
        self._at = now
