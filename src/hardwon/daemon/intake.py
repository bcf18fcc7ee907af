"""Takes the spool into the journal, at the start and whenever something is written there."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from hardwon.core import HardwonError
from hardwon.daemon.changes import WatchLimit
from hardwon.daemon.tree import Node
from hardwon.daemon.watcher import Source, open_source

_GATHER = 0.02  # seconds: several hooks often write at once
_RETRY = 30.0  # seconds until what failed is tried again
_POLL = 5.0  # seconds between looks where the directory cannot be watched


async def watch_spool(
    directory: Path,
    *,
    take_in: Callable[[], int],
    on_trouble: Callable[[HardwonError], Awaitable[None]],
    open_source: Callable[[Path], Source] = open_source,
    poll: float = _POLL,
) -> None:
    """Calls `take_in` in a thread, now and after each change in `directory`; until cancelled.

    Where the directory cannot be watched, it looks there every `poll` seconds.
    """
    await asyncio.to_thread(directory.mkdir, mode=0o700, parents=True, exist_ok=True)
    written = asyncio.Event()
    longest: float | None = None
    source: Source | None = None
    try:
        source = open_source(directory)
        source.start(lambda _: written.set())
        source.watch(Node("", None))
    except WatchLimit:
        longest = poll  # the watcher of the files has told of the limit
    try:
        while True:
            written.clear()
            try:
                await asyncio.to_thread(take_in)
                patience = longest
            except HardwonError as error:
                await on_trouble(error)
                patience = _RETRY
            try:
                async with asyncio.timeout(patience):
                    await written.wait()
            except TimeoutError:
                continue
            await asyncio.sleep(_GATHER)
    finally:
        if source is not None:
            source.close()
