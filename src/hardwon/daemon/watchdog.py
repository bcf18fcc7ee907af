"""Notices an event loop that no longer turns, from a thread of its own."""

import asyncio
import faulthandler
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

_EXIT_STUCK = 70
_SLICES = 12


class Watchdog:
    """Asks the running loop again and again whether it still turns; a context manager, for its loop.

    Calls `on_stuck` once, in its own thread, after `stuck_after` seconds without an answer, and `on_beat`
    after each answer, which come at least every `every` seconds. A machine that slept, or a process that
    was stopped, is not stuck: time counts in slices that the thread itself has lived through.
    """

    def __init__(
        self,
        *,
        stuck_after: float,
        on_stuck: Callable[[], None],
        on_beat: Callable[[], None] = lambda: None,
        every: float = 60.0,
    ) -> None:
        self._slice = min(stuck_after / _SLICES, every)
        self._most = stuck_after / self._slice
        self._on_stuck = on_stuck
        self._on_beat = on_beat
        self._answered = threading.Event()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._answered.set()
        self._thread = threading.Thread(target=self._watch, args=(loop,), name="watchdog", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._thread is not None
        self._ended.set()
        self._thread.join()

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        missed = 0
        while True:
            if self._answered.is_set():
                missed = 0
                self._answered.clear()
                self._on_beat()
                loop.call_soon_threadsafe(self._answered.set)
            elif missed >= self._most:
                self._on_stuck()
                return
            if self._ended.wait(self._slice):
                return
            missed += 1

    @classmethod
    def leaving(cls, log: Path, *, stuck_after: float, on_beat: Callable[[], None], every: float) -> Self:
        """One that ends a stuck process at once, so that its supervisor starts another.

        Where each thread stood is in `log` then. The exit code is 70.
        """
        sentence = f"the daemon's loop has not turned for {stuck_after:.0f} s; {log} shows where it hangs\n"

        def leave() -> None:
            moment = time.strftime("%Y-%m-%dT%H:%M:%S%z")
            # A full disk must not keep it hanging.
            with suppress(OSError), open(log, "w", encoding="utf-8") as file:
                file.write(f"{moment} process {os.getpid()}: {sentence}\n")
                file.flush()
                faulthandler.dump_traceback(file, all_threads=True)
            os.write(2, f"hardwon: {sentence}".encode())
            os._exit(_EXIT_STUCK)

        return cls(stuck_after=stuck_after, on_stuck=leave, on_beat=on_beat, every=every)
