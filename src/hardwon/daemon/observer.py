"""Other systems than Linux: watchdog's own observer, one watch for the whole tree."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
    FileSystemMovedEvent,
)
from watchdog.observers import Observer
from watchdog.observers.api import ObservedWatch

from hardwon.daemon.changes import Lost, Touch, Unwatched
from hardwon.daemon.tree import Node

# What is only opened or read is no change; asked for it, an observer tells of its own reading too.
_WANTED: list[type[FileSystemEvent]] = [
    FileCreatedEvent, FileModifiedEvent, FileClosedEvent, FileDeletedEvent, FileMovedEvent,
    DirCreatedEvent, DirDeletedEvent, DirMovedEvent,
]  # fmt: skip


class ObserverSource(FileSystemEventHandler):
    """Tells of touches anywhere below the root; the tree leaves out what is ignored."""

    def __init__(self, root: Path) -> None:
        self._root = str(root)
        self._observer = Observer()
        self._emit: Callable[[list[Touch | Lost]], None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self, emit: Callable[[list[Touch | Lost]], None]) -> None:
        """Calls `emit` in the running loop whenever something happened."""
        self._loop = asyncio.get_running_loop()
        self._emit = emit
        self._observer.schedule(self, self._root, recursive=True, event_filter=_WANTED)
        self._observer.start()

    def watch(self, node: Node) -> None:
        """Nothing to do: the system watches the whole tree at once."""

    def forget(self, node: Node) -> None:
        """Nothing to do, as with `watch`."""

    def drain(self) -> bool:
        """False: a thread of the system's brings the touches, some time after they were made."""
        return False

    def close(self) -> None:
        """Ends the observer's thread and waits for it."""
        self._emit = None
        if self._observer.is_alive():
            self._observer.stop()
            self._observer.join()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Translates; runs on the observer's thread."""
        loop, emit = self._loop, self._emit
        if loop is None or emit is None:
            return
        path = self._relative(event.src_path)
        touches: list[Touch | Lost] = []
        if isinstance(event, FileSystemMovedEvent):
            to = self._relative(event.dest_path)
            touches.append(Touch(path, directory=event.is_directory, gone=True))
            touches.append(Touch(to, directory=event.is_directory, origin=path))
        elif path:
            gone = isinstance(event, FileDeletedEvent | DirDeletedEvent)
            touches.append(Touch(path, directory=event.is_directory, gone=gone))
        if touches:
            loop.call_soon_threadsafe(emit, touches)

    def _relative(self, path: bytes | str) -> str:
        relative = os.path.relpath(os.fsdecode(path), self._root).replace(os.sep, "/")
        return "" if relative == "." else relative


class FolderObserver(ObserverSource):
    """Tells of touches in the single directories that it was asked to watch; paths are absolute."""

    def __init__(self) -> None:
        super().__init__(Path("/"))
        self._watches: dict[str, ObservedWatch] = {}

    def start(self, emit: Callable[[list[Touch | Lost]], None]) -> None:
        """Calls `emit` in the running loop whenever something happened."""
        self._loop = asyncio.get_running_loop()
        self._emit = emit
        self._observer.start()

    def watch(self, node: Node) -> None:
        """Watches the directory `node`. Raises `Unwatched`, `FileNotFoundError`."""
        try:
            watch = self._observer.schedule(self, node.path, recursive=False, event_filter=_WANTED)
        except FileNotFoundError:
            raise
        except OSError as error:
            raise Unwatched(
                f"{node.path} cannot be watched: {error.strerror}", next_step="make it readable"
            ) from error
        self._watches[node.path] = watch

    def forget(self, node: Node) -> None:
        """Stops watching the directory `node`."""
        watch = self._watches.pop(node.path, None)
        if watch is not None:
            self._observer.unschedule(watch)

    def _relative(self, path: bytes | str) -> str:
        return os.fsdecode(path)
