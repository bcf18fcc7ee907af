"""A watcher on a directory, and what it has told so far."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pathspec

from hardwon.core import HardwonError, SystemClock
from hardwon.daemon import Change, Ignored, Watched, Watcher
from hardwon.daemon.inotify import InotifySource
from hardwon.daemon.pulse import Pulse
from hardwon.daemon.watcher import Source, open_source


@dataclass
class Told:
    """What a watcher has told; `until` waits for it to have told enough."""

    changes: list[Change] = field(default_factory=list)
    batches: list[Sequence[Change]] = field(default_factory=list)
    trouble: list[HardwonError] = field(default_factory=list)
    watched: Watched | None = None
    more: asyncio.Event = field(default_factory=asyncio.Event)

    async def until(self, enough: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not enough():
                self.more.clear()
                await self.more.wait()

    async def until_path(self, path: str) -> list[tuple[str, str]]:
        """What was told, once `path` is among it."""
        await self.until(lambda: any(change.path == path for change in self.changes))
        return self.pairs()

    def pairs(self) -> list[tuple[str, str]]:
        return [(change.change, change.path) for change in self.changes]


def git_rules(root: Path) -> Callable[[], Ignored]:
    """The rules of the top `.gitignore`, read anew at every call."""

    def load() -> Ignored:
        file = root / ".gitignore"
        lines = file.read_text().splitlines() if file.exists() else []
        return pathspec.GitIgnoreSpec.from_lines(lines).match_file

    return load


@asynccontextmanager
async def watching(
    root: Path,
    *,
    load_ignored: Callable[[], Ignored] | None = None,
    source: Callable[[Path], Source] = open_source,
    pulse: Pulse | None = None,
) -> AsyncIterator[Told]:
    """A watcher that has begun, until the block ends."""
    told = Told()
    begun = asyncio.Event()

    async def on_changes(changes: Sequence[Change]) -> None:
        told.batches.append(changes)
        told.changes.extend(changes)
        told.more.set()

    async def on_trouble(error: HardwonError) -> None:
        told.trouble.append(error)
        told.more.set()

    def started(watched: Watched) -> None:
        told.watched = watched
        begun.set()

    watcher = Watcher(
        root,
        load_ignored=load_ignored or git_rules(root),
        clock=SystemClock(),
        on_changes=on_changes,
        on_trouble=on_trouble,
        open_source=source,
        pulse=pulse,
    )
    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        task = group.create_task(watcher.run(started))
        beginning = group.create_task(begun.wait())
        await asyncio.wait([task, beginning], return_when=asyncio.FIRST_COMPLETED)
        beginning.cancel()
        yield told
        task.cancel()


Do = Callable[[Told], Awaitable[None]]


def watch(root: Path, do: Do, *, source: Callable[[Path], Source] = InotifySource) -> Told:
    """Runs `do` beside a watcher of `root`; everything it told."""

    async def run() -> Told:
        async with watching(root, source=source) as told:
            await do(told)
            return told

    return asyncio.run(run())
