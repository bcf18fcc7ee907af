"""Watches single directories, here and there, for somebody who reads what is written in them."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Collection, Iterable
from pathlib import Path
from typing import Protocol

from hardwon.core import HardwonError
from hardwon.daemon.changes import Lost, Stroke, Touch, Unwatched, WatchLimit
from hardwon.daemon.suspension import LOOK, Suspension
from hardwon.daemon.tree import Node
from hardwon.daemon.watcher import Source, open_folder_source

_RETRY = 30.0  # seconds until what failed is tried again
_POLL = 5.0  # seconds between looks where directories cannot be watched


class Follower(Protocol):
    """Who is told of touches in directories of its choice; called in threads, one call at a time."""

    gather: float

    def folders(self) -> Iterable[Path]:
        """The directories to watch, which are there; asked again whenever one has come or gone."""
        ...

    def scan(self) -> float | None:
        """Looks for what it was not told of; the result is as with `take`."""
        ...

    def take(self, touched: Collection[Path]) -> float | None:
        """Reads what was touched. In how many seconds it wants to be called again anyway; None for never."""
        ...

    def close(self) -> None:
        """The last call."""
        ...


class FolderWatch:
    """Watches for one follower, until it is told to stop.

    A directory is watched before it is looked into, so that no file falls between the two. After a loss
    (the kernel's queue overflowed, the machine slept) the follower scans. Where directories cannot be
    watched, it looks every five seconds.
    """

    def __init__(
        self,
        follower: Follower,
        *,
        on_trouble: Callable[[HardwonError], Awaitable[None]],
        open_source: Callable[[], Source] = open_folder_source,
        suspension: Callable[[], Suspension] = Suspension,
        look: float = LOOK,
        poll: float = _POLL,
    ) -> None:
        self._follower = follower
        self._on_trouble = on_trouble
        self._open_source = open_source
        self._suspension = suspension()
        self._look = look
        self._poll = poll
        self._source: Source | None = None
        self._nodes: dict[str, Node] = {}
        self._touched: dict[Path, None] = {}
        self._folders_differ = self._lost = False
        self._wake = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._told: set[str] = set()

    async def run(self, stopping: asyncio.Event) -> None:
        """Watches until `stopping` is set; the follower is closed then."""
        self._loop = asyncio.get_running_loop()
        ended = asyncio.create_task(stopping.wait())
        try:
            try:
                self._source = self._open_source()
                self._source.start(self._hear)
            except WatchLimit as limit:
                await self._tell(limit)
            await self._watch_folders()
            due = await self._call(self._follower.scan)
            while not stopping.is_set():
                due = await self._round(due, ended)
        finally:
            ended.cancel()
            if self._source is not None:
                self._source.close()
            self._source = None
            self._nodes.clear()  # whoever runs it again begins anew
            await self._call(self._follower.close)

    def look_again(self) -> None:
        """Asks the follower anew what is to be watched, and to scan; from any thread."""
        self._lost = True
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._wake.set)

    async def _round(self, due: float | None, ended: "asyncio.Task[bool]") -> float | None:
        """Waits for something to do, and does it."""
        patience = min(self._look, self._look if due is None else due)
        if self._source is None:
            patience = min(patience, self._poll)
        heard = asyncio.create_task(self._wake.wait())
        done, _ = await asyncio.wait([heard, ended], timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        heard.cancel()
        if ended in done:
            return None
        if heard in done:
            await asyncio.sleep(self._follower.gather)
            self._wake.clear()
        if self._suspension.has_been():
            self._lost = True
        if self._folders_differ or self._lost or self._source is None:
            self._folders_differ = False
            await self._watch_folders()
        if self._lost or self._source is None:
            self._lost = False
            self._touched.clear()
            return await self._call(self._follower.scan)
        touched, self._touched = self._touched, {}
        if not touched and (due is None or due > patience):
            return due
        return await self._call(lambda: self._follower.take(touched))

    async def _call(self, work: Callable[[], float | None]) -> float | None:
        try:
            return await asyncio.to_thread(work)
        except HardwonError as error:
            await self._tell(error)
            return _RETRY

    async def _tell(self, error: HardwonError) -> None:
        if error.what not in self._told:
            self._told.add(error.what)
            await self._on_trouble(error)

    async def _watch_folders(self) -> None:
        """Watches what is to be watched by now, until looking finds nothing new."""
        while True:
            wanted = dict.fromkeys(str(path) for path in await asyncio.to_thread(self._list_folders))
            for path in self._nodes.keys() - wanted.keys():
                self._forget(path)
            fresh = [path for path in wanted if path not in self._nodes]
            for path in fresh:
                await self._watch(path)
            if not fresh:
                return
            self._touched |= dict.fromkeys(await asyncio.to_thread(_files_in, fresh))

    def _list_folders(self) -> list[Path]:
        return list(self._follower.folders())

    async def _watch(self, path: str) -> None:
        node = self._nodes[path] = Node.alone(path)
        try:
            if self._source is not None:
                self._source.watch(node)
        except (WatchLimit, Unwatched) as error:
            await self._tell(error)
        except FileNotFoundError:
            del self._nodes[path]

    def _forget(self, path: str) -> None:
        node = self._nodes.pop(path)
        if self._source is not None:
            self._source.forget(node)

    def _hear(self, touches: "list[Touch | Lost]") -> None:
        for touch in touches:
            if isinstance(touch, Lost):
                self._lost = True
                continue
            if isinstance(touch, Stroke):
                continue
            self._touched[Path(touch.path)] = None
            if touch.directory:
                self._folders_differ = True
                if touch.gone and touch.path in self._nodes:
                    self._forget(touch.path)  # another one of the same name needs a watch of its own
        self._wake.set()


def _files_in(folders: Iterable[str]) -> list[Path]:
    found = []
    for folder in folders:
        try:
            with os.scandir(folder) as entries:
                found += [Path(entry.path) for entry in entries if not entry.is_dir(follow_symlinks=False)]
        except OSError:
            continue  # gone again: its own touch has told
    return found
