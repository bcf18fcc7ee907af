"""Directories here and there, watched for a follower."""

import asyncio
import os
import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from hardwon.core import HardwonError
from hardwon.daemon import FolderWatch, WatchLimit
from hardwon.daemon.changes import Lost, Touch
from hardwon.daemon.suspension import Suspension
from hardwon.daemon.tree import Node
from hardwon.daemon.watcher import Source, open_folder_source


class Reader:
    """Follows all directories below `top`, and reads whole files."""

    gather = 0.001

    def __init__(self, top: Path) -> None:
        self.top = top
        self.seen: dict[str, str] = {}
        self.scans = 0
        self.closed = False
        self.failing = False
        self.more = threading.Condition()

    def folders(self) -> Iterator[Path]:
        yield self.top
        for folder, names, _ in os.walk(self.top):
            yield from (Path(folder, name) for name in names)

    def scan(self) -> float | None:
        self.scans += 1
        return self.take([path for path in self.top.rglob("*") if path.is_file()])

    def take(self, touched: Collection[Path]) -> float | None:
        if self.failing:
            raise HardwonError("it does not go", next_step="try again")
        with self.more:
            for path in touched:
                if path.is_file():
                    self.seen[str(path.relative_to(self.top))] = path.read_text()
            self.more.notify_all()
        return None

    def close(self) -> None:
        self.closed = True

    async def until(self, enough: Callable[[], bool]) -> None:
        def wait() -> bool:
            with self.more:
                return self.more.wait_for(enough, timeout=20)

        assert await asyncio.to_thread(wait)


@asynccontextmanager
async def following(reader: Reader, **more: Any) -> Any:
    told: list[HardwonError] = []

    async def tell(error: HardwonError) -> None:
        told.append(error)

    stopping = asyncio.Event()
    watch = FolderWatch(reader, on_trouble=tell, **more)
    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        group.create_task(watch.run(stopping))
        await reader.until(lambda: reader.scans > 0)
        try:
            yield told
        finally:
            stopping.set()
    assert reader.closed


@pytest.fixture(params=["linux", "darwin"])
def source(request: pytest.FixtureRequest) -> Callable[[], Source]:
    """What is used on a system; the one for others runs on this one, too."""
    platform = str(request.param)
    return lambda: open_folder_source(platform=platform)


def test_what_was_there_and_what_is_written_is_told(tmp_path: Path, source: Callable[[], Source]) -> None:
    async def run() -> None:
        (tmp_path / "before").write_text("old")
        reader = Reader(tmp_path)
        async with following(reader, open_source=source):
            with (tmp_path / "now").open("w") as stream:
                stream.write("a")
                stream.flush()
                await reader.until(lambda: reader.seen.get("now") == "a")
                stream.write("b")
                stream.flush()
                await reader.until(lambda: reader.seen.get("now") == "ab")
        assert reader.seen == {"before": "old", "now": "ab"}

    asyncio.run(run())


def test_files_in_directories_made_just_before_are_found(
    tmp_path: Path, source: Callable[[], Source]
) -> None:
    async def run() -> None:
        reader = Reader(tmp_path)
        async with following(reader, open_source=source):
            for number in range(40):
                folder = tmp_path / f"a{number}" / "b" / "c"
                folder.mkdir(parents=True)
                (folder / "file").write_text(str(number))
            await reader.until(lambda: len(reader.seen) == 40)
            assert reader.scans == 1

    asyncio.run(run())


def test_a_directory_that_went_and_came_again_is_watched_again(
    tmp_path: Path, source: Callable[[], Source]
) -> None:
    async def run() -> None:
        reader = Reader(tmp_path)
        (tmp_path / "a").mkdir()
        async with following(reader, open_source=source):
            for text in ("1", "2"):
                (tmp_path / "a/file").write_text(text)
                await reader.until(lambda: reader.seen.get("a/file") == text)  # noqa: B023
                (tmp_path / "a").rename(tmp_path.parent / f"{tmp_path.name}-{text}")
                (tmp_path / "a").mkdir()
                (tmp_path / f"after-{text}").write_text("")
                await reader.until(lambda: f"after-{text}" in reader.seen)  # noqa: B023
            assert reader.scans == 1

    asyncio.run(run())


class Pipe:
    """A source that tells what a test puts in."""

    def __init__(self) -> None:
        self.emit: Callable[[list[Touch | Lost]], None] = lambda _: None
        Pipe.last = self

    last: "Pipe"

    def start(self, emit: Callable[[list[Touch | Lost]], None]) -> None:
        self.emit = emit

    def watch(self, node: Node) -> None: ...
    def forget(self, node: Node) -> None: ...
    def close(self) -> None: ...


def test_what_the_kernel_lost_is_found_by_a_scan(tmp_path: Path) -> None:
    async def run() -> None:
        reader = Reader(tmp_path)
        async with following(reader, open_source=Pipe):
            (tmp_path / "unheard").write_text("x")
            Pipe.last.emit([Lost()])
            await reader.until(lambda: "unheard" in reader.seen)

    asyncio.run(run())


def test_what_happened_while_the_machine_slept_is_found_by_a_scan(tmp_path: Path) -> None:
    apart: Iterable[float] = iter([100.0, 100.2])
    clock = iter(apart)
    slept = Suspension(lambda: next(clock, 160.0))

    async def run() -> None:
        reader = Reader(tmp_path)
        async with following(reader, open_source=Pipe, suspension=lambda: slept, look=0.01):
            (tmp_path / "unheard").write_text("x")
            await reader.until(lambda: "unheard" in reader.seen)

    asyncio.run(run())


def test_a_clock_that_is_read_a_moment_later_is_no_sleep() -> None:
    apart = iter([100.0, 100.3, 100.1, 161.0, 161.0])
    slept = Suspension(lambda: next(apart))
    assert [slept.has_been() for _ in range(4)] == [False, False, True, False]


def test_without_watches_it_looks_now_and_then_and_says_so(tmp_path: Path) -> None:
    def none_left() -> Pipe:
        raise WatchLimit("no watches", next_step="sudo sysctl fs.inotify.max_user_instances=1024")

    async def run() -> None:
        reader = Reader(tmp_path)
        async with following(reader, open_source=none_left, poll=0.01) as told:
            (tmp_path / "unheard").write_text("x")
            await reader.until(lambda: "unheard" in reader.seen)
        assert [error.what for error in told] == ["no watches"]

    asyncio.run(run())


def test_what_a_follower_cannot_do_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def run() -> None:
        reader = Reader(tmp_path)
        async with following(reader) as told:
            reader.failing = True
            for number in range(3):
                (tmp_path / f"{number}").write_text("x")
                await asyncio.sleep(0.02)
            reader.failing = False
            (tmp_path / "last").write_text("x")
            await reader.until(lambda: "last" in reader.seen)
        assert [error.what for error in told] == ["it does not go"]

    asyncio.run(run())
