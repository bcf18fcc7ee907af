"""Worktrees of one repository, each under watch."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import pytest

from hardwon.core import HardwonError, SystemClock
from hardwon.daemon import WorktreeWatch
from hardwon.store import NewEvent

from .watching import git_rules, watching


class Watching:
    """What was told of each worktree."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str, str]] = []
        self.more = asyncio.Event()
        self.watch = WorktreeWatch(
            load_ignored=lambda top: git_rules(top)(),
            append=self.append,
            clock=SystemClock(),
            on_trouble=self.trouble,
        )

    async def append(self, events: Sequence[NewEvent]) -> None:
        for event in events:
            told = (event.payload["worktree"], event.payload["change"], event.payload["path"])
            self.told.append((Path(str(told[0])).name, str(told[1]), str(told[2])))
        self.more.set()

    async def trouble(self, error: HardwonError) -> None:
        raise error

    async def until_written(self, file: Path) -> None:
        """Writes a file again and again until that is told: its directory may not be under watch yet."""
        while (file.parent.name, file.name) not in {(top, path) for top, _, path in self.told}:
            await asyncio.to_thread(file.write_text, str(len(self.told)))
            self.more.clear()
            try:
                async with asyncio.timeout(0.5):
                    await self.more.wait()
            except TimeoutError:
                continue

    def run(self, do: Callable[[], Awaitable[None]]) -> None:
        async def whole() -> None:
            stopping = asyncio.Event()
            async with asyncio.timeout(30), asyncio.TaskGroup() as group:
                group.create_task(self.watch.run(stopping))
                try:
                    await do()
                finally:
                    stopping.set()

        asyncio.run(whole())


def inotify_instances() -> int:
    links = [os.readlink(f"/proc/self/fd/{number}") for number in os.listdir("/proc/self/fd") if number != "0"
             and os.path.islink(f"/proc/self/fd/{number}")]  # fmt: skip
    return sum("inotify" in link for link in links)


def test_each_worktree_is_watched_as_long_as_it_is_there(tmp_path: Path) -> None:
    watching = Watching()
    tops = [tmp_path / name for name in ("a", "b", "c")]
    for top in tops:
        top.mkdir()

    async def do() -> None:
        watching.watch.see(tops[:2])
        await watching.until_written(tops[0] / "one.py")
        await watching.until_written(tops[1] / "two.py")
        watching.watch.see(tops[1:])
        await watching.until_written(tops[2] / "three.py")
        (tops[0] / "unheard.py").write_text("x")
        await watching.until_written(tops[1] / "last.py")
        assert {(top, path) for top, _, path in watching.told} == {
            ("a", "one.py"), ("b", "two.py"), ("c", "three.py"), ("b", "last.py"),
        }  # fmt: skip

    watching.run(do)


@pytest.mark.skipif(sys.platform != "linux", reason="inotify")
def test_any_number_of_worktrees_takes_one_inotify_instance(tmp_path: Path) -> None:
    watching = Watching()
    tops = [tmp_path / f"t{number}" for number in range(12)]
    before = inotify_instances()

    async def do() -> None:
        for top in tops:
            top.mkdir()
        watching.watch.see(tops)
        for top in tops:
            await watching.until_written(top / "file.py")
        assert inotify_instances() == before + 1
        watching.watch.see([])
        for _ in range(500):
            await asyncio.sleep(0.01)
            if inotify_instances() == before:
                break
        assert inotify_instances() == before
        watching.watch.see(tops[:1])  # the instance has ended: another one is opened
        watching.told.clear()
        await watching.until_written(tops[0] / "again.py")

    watching.run(do)


def test_a_worktree_inside_another_one_is_left_to_its_own_watcher(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        names = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
        subprocess.run(["git", *names, *arguments], cwd=tmp_path, capture_output=True, check=True)

    git("init", "-q")
    (tmp_path / "file.py").write_text("x")
    git("add", ".")
    git("commit", "-qm", "first")
    git("worktree", "add", "-q", ".trees/old")

    async def run() -> None:
        async with watching(tmp_path) as told:
            (tmp_path / ".trees/old/file.py").write_text("y")
            git("worktree", "add", "-q", ".trees/new")
            (tmp_path / ".trees/new/other.py").write_text("y")
            await asyncio.sleep(0.2)
            (tmp_path / ".trees/new/file.py").write_text("y")
            (tmp_path / "last.py").write_text("y")
            await told.until_path("last.py")
            assert told.pairs() == [("created", "last.py")]

    asyncio.run(run())
