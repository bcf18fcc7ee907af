"""Ctrl-C where it does no harm: between two steps, never in the middle of one."""

import _thread
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_PRESSED_AGAIN = 0.01  # seconds after an interrupt was lost


class HeldInterrupts:
    """Ctrl-C as it waits for a good moment; also the handler of SIGINT as long as it is held back."""

    def __init__(self) -> None:
        self._pressed = self._due = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        """Notes the first signal; a second one does what it does by default."""
        if self._pressed:
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
        self._pressed = self._due = True

    def let_through(self) -> None:
        """Raises `KeyboardInterrupt` if Ctrl-C was pressed, once: this is a good moment."""
        if self._due:
            self._due = False
            raise KeyboardInterrupt


@contextmanager
def hold_interrupts() -> Iterator[HeldInterrupts]:
    """Keeps `KeyboardInterrupt` out of the block: the first Ctrl-C is raised where the outermost such block
    ends, or in `let_through`; the second ends the process at once.

    For whatever shares a lock with a thread. Python may raise between taking a lock and the `with` that
    gives it back (`threading.Condition` is Python itself), and then the other thread waits for ever.
    Does nothing outside the main thread, or where another handler than Python's own looks after SIGINT.
    """
    handler = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread():
        yield HeldInterrupts()
    elif isinstance(handler, HeldInterrupts):
        yield handler
    elif handler is not signal.default_int_handler:
        yield HeldInterrupts()
    else:
        held = HeldInterrupts()
        signal.signal(signal.SIGINT, held)
        try:
            yield held
        finally:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            held.let_through()


@contextmanager
def lose_no_interrupt() -> Iterator[None]:
    """Presses Ctrl-C again where Python has lost it, as long as the block lasts.

    Python drops what is raised in a weak reference's callback or in `__del__`, and calls such callbacks as it
    imports: the command would go on as if nobody had pressed anything, and `up` for ever.
    """
    report = sys.unraisablehook

    def look(dropped: "sys.UnraisableHookArgs") -> None:
        if dropped.exc_type is KeyboardInterrupt:
            # From a thread, and later: raised from here, it would be dropped once more.
            _thread.start_new_thread(_press_again, ())
        else:
            report(dropped)

    sys.unraisablehook = look
    try:
        yield
    finally:
        sys.unraisablehook = report


def _press_again() -> None:
    time.sleep(_PRESSED_AGAIN)
    os.kill(os.getpid(), signal.SIGINT)
