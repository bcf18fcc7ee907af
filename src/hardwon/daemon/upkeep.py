"""Keeps what runs beside the watcher running: what fails is told, and started again, ever more rarely."""

import asyncio
import traceback
from collections.abc import Awaitable, Callable

from hardwon.core import HardwonError

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 60.0  # seconds
_SOUND = 120.0  # seconds after which what runs is taken to be well, and may fail anew


class Failed(HardwonError):
    """Something that runs in the daemon has failed, and is started again."""


async def keep_up(
    work: Callable[[], Awaitable[None]],
    *,
    name: str,
    stopping: asyncio.Event,
    tell: Callable[[HardwonError], Awaitable[None]],
    first_pause: float = FIRST_PAUSE,
) -> None:
    """Does `work` until it returns, or `stopping` is set while it is down. `tell` hears of each failure."""
    loop = asyncio.get_running_loop()
    pause = first_pause
    while True:
        began = loop.time()
        try:
            await work()
            return
        except Exception as error:  # noqa: BLE001  whatever it is, the rest of the daemon goes on
            if loop.time() - began > _SOUND:
                pause = first_pause
            await tell(_failure(name, error, pause))
        try:
            async with asyncio.timeout(pause):
                await stopping.wait()
            return
        except TimeoutError:
            pause = min(pause * 2, LONGEST_PAUSE)


def _failure(name: str, error: BaseException, pause: float) -> Failed:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    again = f"it is started again in {pause:.0f} s" if pause >= 1 else "it is started again at once"
    if isinstance(error, HardwonError):
        return Failed(f"{name} failed: {error.what}", next_step=f"{error.next_step}; {again}")
    places = traceback.extract_tb(error.__traceback__)
    where = f" at {places[-1].filename.rpartition('/')[2]}:{places[-1].lineno}" if places else ""
    return Failed(f"{name} failed: {type(error).__name__}{where}: {error}", next_step=again)
