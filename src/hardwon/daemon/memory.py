"""How much memory the daemon holds, and what happens when it is too much."""

import asyncio
import ctypes
import gc
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress

from hardwon.core import HardwonError

_EVERY = 30.0  # seconds
_FAR_TOO_MUCH = 2  # times the limit


class MemoryLimit(HardwonError):
    """The daemon holds more memory than it may."""


class MemoryWatch:
    """Looks at the memory of this process and of `others` (pids by name; 0 for one that is not there).

    Beyond `limit` bytes it gives back what nobody uses, and `tell` hears of it, once each time; beyond twice
    that it calls `end`, since a fresh start is better than a machine that swaps.
    """

    def __init__(
        self,
        limit: int,
        *,
        tell: Callable[[HardwonError], None],
        end: Callable[[HardwonError], None],
        others: Callable[[], Mapping[str, int]] = dict,
        every: float = _EVERY,
        measure: Callable[[int], int] | None = None,
    ) -> None:
        self._limit = limit
        self._tell = tell
        self._end = end
        self._others = others
        self._every = every
        self._measure = measure or resident_bytes
        self._told: set[str] = set()

    async def run(self, stopping: asyncio.Event) -> None:
        """Looks until `stopping` is set."""
        while not stopping.is_set():
            for name, pid in {"the daemon": os.getpid(), **self._others()}.items():
                self._look(name, pid)
            with suppress(TimeoutError):
                async with asyncio.timeout(self._every):
                    await stopping.wait()

    def _look(self, name: str, pid: int) -> None:
        used = self._measure(pid) if pid else 0
        if used > self._limit and pid == os.getpid():
            give_back()
            used = self._measure(pid)
        if used <= self._limit:
            self._told.discard(name)
            return
        step = "raise memory-limit in [tool.hardwon.daemon], or switch a feature off"
        error = MemoryLimit(
            f"{name} holds {used >> 20:,} MB, more than {self._limit >> 20:,} MB", next_step=step
        )
        if name not in self._told:
            self._told.add(name)
            self._tell(error)
        if used > self._limit * _FAR_TOO_MUCH and pid == os.getpid():
            self._end(error)


def resident_bytes(pid: int) -> int:
    """How much memory a process holds; 0 where nobody says so."""
    try:
        with open(f"/proc/{pid}/statm", "rb") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        pass
    if pid != os.getpid():
        return 0
    import resource  # a peak, where there is no /proc

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def give_back() -> None:
    """Gives the system back what is not used any more."""
    gc.collect()
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)  # glibc keeps freed memory otherwise
