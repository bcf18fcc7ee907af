"""Ctrl-C at a chosen step of an act."""

import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from types import FrameType


def pressed(step: int, act: Callable[[], object]) -> bool:
    """Whether `act` came as far as its `step`-th step, where Ctrl-C is pressed; from 1.

    A step is where Python looks for signals: the entry of a function, and the return from one written in C.
    Only the steps of the calling thread, the main one, count.
    """
    left = step

    def look(frame: FrameType, event: str, argument: object) -> None:
        nonlocal left
        if event in ("call", "c_return"):
            left -= 1
            if left == 0:
                sys.setprofile(None)
                signal.raise_signal(signal.SIGINT)

    with suppress(KeyboardInterrupt):
        sys.setprofile(look)
        act()
        sys.setprofile(None)
    return left <= 0
