"""When the spool is taken in."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from hardwon.core import HardwonError
from hardwon.daemon import WatchLimit
from hardwon.daemon.intake import watch_spool
from hardwon.daemon.watcher import Source, open_source


def taking_in(
    directory: Path, enough: int, source: Callable[[Path], Source], fail_first: bool = False
) -> list[str]:
    """Watches until the spool was taken in `enough` times, a file being written after each; what was told."""

    async def run() -> list[str]:
        told: list[str] = []
        taken = asyncio.Semaphore(0)
        loop = asyncio.get_running_loop()
        count = 0

        def take_in() -> int:
            nonlocal count
            count += 1
            loop.call_soon_threadsafe(taken.release)
            if fail_first and count == 1:
                raise HardwonError("the disk is full", next_step="make room")
            return 0

        async def on_trouble(error: HardwonError) -> None:
            told.append(str(error))

        async with asyncio.timeout(30):
            task = asyncio.create_task(
                watch_spool(directory, take_in=take_in, on_trouble=on_trouble, open_source=source, poll=0.05)
            )
            for number in range(enough):
                await taken.acquire()
                await asyncio.to_thread((directory / f"{number}.jsonl").write_text, "{}")
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            assert task.cancelled()
        return told

    return asyncio.run(run())


def test_it_is_taken_in_at_once_and_after_each_write(tmp_path: Path) -> None:
    assert taking_in(tmp_path / "spool", 3, open_source) == []


def test_a_failure_is_told_and_the_next_write_tries_again(tmp_path: Path) -> None:
    told = taking_in(tmp_path / "spool", 3, open_source, fail_first=True)
    assert told == ["the disk is full -> make room"]


def test_where_nothing_can_be_watched_it_looks_now_and_then(tmp_path: Path) -> None:
    def no_source(root: Path) -> Source:
        raise WatchLimit("no instance", next_step="raise the limit")

    assert taking_in(tmp_path / "spool", 2, no_source) == []
