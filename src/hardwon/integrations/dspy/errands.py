"""Work that waits, done in threads beside an event loop or a program that has no more time for it."""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

_T = TypeVar("_T")

_IDLE = 10.0  # seconds without work after which a thread ends


class Errands:
    """Runs functions in at most `most` threads; what nobody waits for any more is not begun.

    Not an executor of the standard library: at its end a program would wait there for whatever hangs.
    """

    def __init__(self, most: int = 4) -> None:
        self._most = most
        self._change = threading.Condition()
        self._waiting: deque[tuple[Future[Any], Callable[[], Any]]] = deque()
        self._threads = 0
        self._idle = 0

    def begin(self, work: Callable[[], _T]) -> "Future[_T]":
        """What `work` returns or raises, once it is done; cancelled before its turn, it is left undone."""
        future: Future[_T] = Future()
        with self._change:
            self._waiting.append((future, work))
            if self._idle >= len(self._waiting):
                self._change.notify()
            elif self._threads < self._most:
                self._threads += 1
                threading.Thread(target=self._serve, name="hardwon-dspy", daemon=True).start()
        return future

    def _serve(self) -> None:
        while (taken := self._take()) is not None:
            future, work = taken
            if future.set_running_or_notify_cancel():
                try:
                    result = work()
                except Exception as error:  # noqa: BLE001  it is for who waits
                    future.set_exception(error)
                except BaseException as error:  # noqa: BLE001  a library's panic, which must end no program
                    future.set_exception(RuntimeError(f"{type(error).__name__}: {error}"))
                else:
                    future.set_result(result)
                    del result
            del taken, future, work  # a thread that waits keeps nothing alive

    def _take(self) -> tuple[Future[Any], Callable[[], Any]] | None:
        """The next work; None where this thread is to end."""
        with self._change:
            self._idle += 1
            self._change.wait_for(lambda: self._waiting, timeout=_IDLE)
            self._idle -= 1
            if self._waiting:
                return self._waiting.popleft()
            self._threads -= 1
            return None
