"""Notices every changed file of a repository as it happens, without polling."""

import asyncio
import sys
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from hardwon.core import Clock, HardwonError
from hardwon.daemon.changes import MANY, Change, Ignored, Lost, Stroke, Touch, Watched, WatchLimit
from hardwon.daemon.pulse import Pulse
from hardwon.daemon.settling import Settler
from hardwon.daemon.suspension import LOOK, Suspension
from hardwon.daemon.tree import Node, Tree

# How many directories or files are handled before other tasks of the loop have their turn: some 5 ms.
_STEPS = 200
# Files are judged by the file system's clock, which may lag behind ours.
_CLOCK_SLACK_NS = 2_000_000_000


class Source(Protocol):
    """Where touches come from."""

    def start(self, emit: Callable[[list[Touch | Lost]], None]) -> None: ...
    def watch(self, node: Node) -> None: ...
    def forget(self, node: Node) -> None: ...
    def drain(self) -> bool: ...
    def close(self) -> None: ...


def open_source(root: Path, *, platform: str = sys.platform) -> Source:
    """The best that this system has. Raises `WatchLimit`."""
    name = "inotify" if platform == "linux" else "observer"
    module = import_module(f"hardwon.daemon.{name}")  # the other one cannot be imported everywhere
    source: Source = module.InotifySource(root) if name == "inotify" else module.ObserverSource(root)
    return source


def open_shared_source(*, platform: str = sys.platform) -> Callable[[Path], Source]:
    """As `open_source`; what it opens takes one inotify instance in all, of which a user has some 128."""
    if platform != "linux":
        return open_source
    inotify = import_module("hardwon.daemon.inotify")
    instances: list[Any] = []

    def open_another(root: Path) -> Source:
        if not instances or not instances[-1].is_open:
            instances[:] = [inotify.Inotify()]
        source: Source = inotify.InotifySource(root, instances[-1])
        return source

    return open_another


def open_folder_source(*, platform: str = sys.platform) -> Source:
    """A source for single directories anywhere, nothing below them. Raises `WatchLimit`."""
    name = "inotify" if platform == "linux" else "observer"
    module = import_module(f"hardwon.daemon.{name}")
    source: Source = module.InotifySource(Path("/")) if name == "inotify" else module.FolderObserver()
    return source


class Watcher:
    """Watches one directory tree until it is cancelled.

    `load_ignored()` gives the rules of what to leave out; it is called again when a `.gitignore`
    changes. `on_changes` is awaited with what has changed, in order, never twice at once: a batch
    is what settled together, and each path is in it once. `on_trouble` is told what cannot be watched.
    `pulse` counts the touches before anything is known about them; `is_busy()` says that somebody is in the
    middle of changing very much. Other worktrees below the root are left out. When the machine has slept, a
    scan finds what nobody told.
    """

    def __init__(
        self,
        root: Path,
        *,
        load_ignored: Callable[[], Ignored],
        clock: Clock,
        on_changes: Callable[[Sequence[Change]], Awaitable[None]],
        on_trouble: Callable[[HardwonError], Awaitable[None]],
        open_source: Callable[[Path], Source] = open_source,
        pulse: Pulse | None = None,
        is_busy: Callable[[], bool] = lambda: False,
        suspension: Callable[[], Suspension] = Suspension,
        look: float = LOOK,
    ) -> None:
        self._root = root
        self._load_ignored = load_ignored
        self._clock = clock
        self._on_changes = on_changes
        self._on_trouble = on_trouble
        self._open_source = open_source
        self._pulse = pulse or Pulse()
        self._settler = Settler(is_busy)
        self._suspension = suspension()
        self._look = look
        self._arrived: deque[Touch | Lost] = deque()
        self._wake = asyncio.Event()
        self._told = 0
        self._limit_told = False
        self._sound_since = 0

    async def run(self, started: Callable[[Watched], None] = lambda _: None) -> None:
        """Watches; `started` is called once all that can be is watched. Returns only if nothing can be."""
        try:
            source = self._open_source(self._root)
        except WatchLimit as limit:
            await self._on_trouble(limit)
            started(Watched(0, 0))
            return
        try:
            self._sound_since = self._now_ns()
            source.start(self._take)
            ignored = await asyncio.to_thread(self._load_ignored)
            tree = Tree(self._root, source, ignored)
            await asyncio.to_thread(_exhaust, tree.scan(tree.root))
            await self._tell_trouble(tree)
            self._pulse.begin(source.drain)
            self._rest(tree)
            started(tree.counts())
            while True:
                await self._step(tree)
        finally:
            self._pulse.end()
            source.close()

    def _take(self, touches: Sequence[Touch | Lost]) -> None:
        self._pulse.touch(touches)
        news = [touch for touch in touches if not isinstance(touch, Stroke)]
        if news:
            self._arrived.extend(news)
            self._wake.set()

    def _rest(self, tree: Tree) -> None:
        if not self._arrived and not self._settler:
            self._pulse.rest(whole=tree.limit is None and not tree.unwatched)

    async def _step(self, tree: Tree) -> None:
        await self._wait()
        await self._sort(tree)
        now_ns = self._now_ns()
        changes = []
        settled = self._settler.due(self._clock.monotonic())
        there = tree.look_around(settled) if len(settled) > MANY else {}
        for number, dirty in enumerate(settled):
            change = tree.judge(dirty, now_ns=now_ns, there=there)
            if change is not None:
                changes.append(change)
            if number % _STEPS == _STEPS - 1:
                await asyncio.sleep(0)
        if changes:
            await self._on_changes(changes)
            if any(change.path.rpartition("/")[2] == ".gitignore" for change in changes):
                tree.obey(await asyncio.to_thread(self._load_ignored))
                await _in_turns(tree.scan(tree.root))
        if not self._arrived and not self._settler:
            self._sound_since = now_ns
        await self._tell_trouble(tree)
        self._rest(tree)

    async def _wait(self) -> None:
        """Until something arrives, or something settles."""
        due = self._settler.next_due()
        delay = self._look if due is None else max(0.0, due - self._clock.monotonic())
        if not self._wake.is_set():
            try:
                async with asyncio.timeout(delay):
                    await self._wake.wait()
            except TimeoutError:
                if due is None and self._suspension.has_been():
                    self._arrived.append(Lost())
                return
        self._wake.clear()

    async def _sort(self, tree: Tree) -> None:
        """Takes in what arrived: files settle, new directories are read, lost touches looked for."""
        taken = 0
        now = self._clock.monotonic()
        while self._arrived:
            touch = self._arrived.popleft()
            if isinstance(touch, Lost):
                await self._reconcile(tree)
            elif not touch.directory:
                if not (touch.path.endswith("/.git") and tree.leave_worktree(touch.path[:-5])):
                    self._settler.touch(touch, now)
            elif touch.gone:
                self._touch_all(tree.leave(touch.path), gone=True)
            elif (node := tree.enter(touch.path)) is not None:
                if touch.origin is not None:
                    self._carry_over(touch.origin, touch.path)
                await _in_turns(tree.scan(node, lambda path: self._touch_all([path])))
            taken += 1
            if taken % _STEPS == 0:
                await asyncio.sleep(0)
                now = self._clock.monotonic()

    async def _reconcile(self, tree: Tree) -> None:
        """Finds by a scan what the kernel could not tell."""
        self._arrived = deque(item for item in self._arrived if not isinstance(item, Lost))
        since = self._sound_since - _CLOCK_SLACK_NS
        for number, paths in enumerate(tree.stale(since)):
            self._touch_all(paths)
            if number % _STEPS == _STEPS - 1:
                await asyncio.sleep(0)
        await _in_turns(tree.scan(tree.root, lambda path: self._touch_all([path])))

    def _touch_all(self, paths: Iterable[str], *, gone: bool = False) -> None:
        now = self._clock.monotonic()
        for path in paths:
            self._settler.touch(Touch(path, gone=gone), now)

    def _carry_over(self, origin: str, path: str) -> None:
        """The files of a moved directory come from where it was."""
        now = self._clock.monotonic()
        for gone in self._settler.below(origin):
            self._settler.touch(Touch(path + gone.removeprefix(origin), origin=gone), now)

    async def _tell_trouble(self, tree: Tree) -> None:
        if tree.limit is not None and not self._limit_told:
            self._limit_told = True
            await self._on_trouble(tree.limit)
        while self._told < len(tree.unwatched):
            self._told += 1
            await self._on_trouble(tree.unwatched[self._told - 1])

    def _now_ns(self) -> int:
        return int(self._clock.now().timestamp() * 1_000_000_000)


def _exhaust(steps: Iterable[None]) -> None:
    for _ in steps:
        pass


async def _in_turns(steps: Iterable[None]) -> None:
    for number, _ in enumerate(steps):
        if number % _STEPS == _STEPS - 1:
            await asyncio.sleep(0)
