"""Linux: one inotify instance, one watch a directory, none on what is ignored."""

import asyncio
import ctypes
import errno
import fcntl
import os
import struct
import sys
import termios
from collections.abc import Callable
from pathlib import Path
from typing import Any

from watchdog.observers.inotify_c import (
    InotifyConstants,
    Mask,
    WatchDescriptor,
    inotify_add_watch,
    inotify_init,
    inotify_rm_watch,
)

from hardwon.daemon.changes import Lost, Stroke, Touch, Unwatched, WatchLimit
from hardwon.daemon.tree import Node

# Not IN_OPEN and IN_CLOSE_NOWRITE (reading is no change).
# IN_CLOSE_WRITE is for files written through a memory map, of which the kernel tells nothing else.
_MASK = Mask(
    InotifyConstants.IN_MODIFY
    | InotifyConstants.IN_CLOSE_WRITE
    | InotifyConstants.IN_ATTRIB
    | InotifyConstants.IN_CREATE
    | InotifyConstants.IN_DELETE
    | InotifyConstants.IN_MOVED_FROM
    | InotifyConstants.IN_MOVED_TO
    | InotifyConstants.IN_DONT_FOLLOW
    | InotifyConstants.IN_ONLYDIR
    | InotifyConstants.IN_EXCL_UNLINK
)
_GONE = InotifyConstants.IN_DELETE | InotifyConstants.IN_MOVED_FROM
_WROTE = InotifyConstants.IN_MODIFY | InotifyConstants.IN_CREATE | InotifyConstants.IN_MOVED_TO
_CONTENT = InotifyConstants.IN_MODIFY | InotifyConstants.IN_CLOSE_WRITE
_MORE_THAN_CONTENT = ~(_CONTENT | InotifyConstants.IN_ATTRIB)
# Most touches by far: a file was made or written. All others take a longer way.
_SIMPLE = _CONTENT | InotifyConstants.IN_CREATE
_HEADER = struct.Struct("iIII")
# 256 KiB are some 8,000 touches: what the loop may take in one go before others have their turn.
_BUFFER = 1 << 18
# More than 25 touches within some 100 ms are a flood. It is then read ever more rarely, up to every 100 ms,
# when the kernel's queue (16,384 touches unless set otherwise) is still far from full; nobody waits for it,
# since a flood is told of once it is over.
_FLOOD, _COOLING, _GATHER, _LONGEST_GATHER = 25, 0.1, 0.02, 0.1
_NOBODY: tuple[Any, Any] = (None, None)


class Inotify:
    """One instance of the kernel's, for any number of sources: a user has some 128 of them.

    Belongs to one event loop. Ends with its last source.
    """

    def __init__(self) -> None:
        """Raises `WatchLimit` where the user has no inotify instance left."""
        self._fd = inotify_init()
        if self._fd == -1:
            raise _limit(ctypes.get_errno(), watched=0)
        os.set_blocking(self._fd, False)
        os.set_inheritable(self._fd, False)
        self._watched: dict[int, tuple[InotifySource, Node]] = {}
        self._sources: dict[InotifySource, list[Touch | Lost]] = {}
        self._origins: dict[int, str] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._heat = 0.0
        self._read_at = 0.0
        self._gather = _GATHER

    @property
    def is_open(self) -> bool:
        """Whether it can be joined: it ends with its last source."""
        return self._fd != -1

    def join(self, source: "InotifySource") -> None:
        """Tells `source` in the running loop whenever something happened, in the kernel's order."""
        self._sources[source] = []
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            self._loop.add_reader(self._fd, self._ready)

    def leave(self, source: "InotifySource") -> None:
        """Forgets `source` and what it watches."""
        self._sources.pop(source, None)
        if not self._sources:
            self._close()
            return
        for descriptor in [number for number, (owner, _) in self._watched.items() if owner is source]:
            self.remove(descriptor)

    def add(self, path: bytes, source: "InotifySource", node: Node) -> int:
        """The number of a watch on the directory. Raises `WatchLimit`, `Unwatched`, `FileNotFoundError`."""
        descriptor: int = inotify_add_watch(self._fd, path, _MASK)
        if descriptor == -1:
            number = ctypes.get_errno()
            if number in (errno.ENOSPC, errno.EMFILE):
                raise _limit(number, watched=len(self._watched))
            if number in (errno.ENOENT, errno.ENOTDIR):
                raise FileNotFoundError(number, os.strerror(number), path)
            raise Unwatched(
                f"{node.path or '.'} cannot be watched: {os.strerror(number)}",
                next_step="make it readable, or list it in .gitignore",
            )
        # A directory that was moved keeps its watch: the kernel hands out the same number again.
        _, before = self._watched.get(descriptor, (source, node))
        if before is not node:
            before.watch = -1
        self._watched[descriptor] = (source, node)
        return descriptor

    def remove(self, descriptor: int) -> None:
        """Ends a watch; one that has ended already is no error."""
        if self._watched.pop(descriptor, None) is not None:
            inotify_rm_watch(self._fd, WatchDescriptor(descriptor))

    def drain(self) -> None:
        """Hands on all that has happened: the kernel queues a touch before the call that made it ends."""
        while int.from_bytes(fcntl.ioctl(self._fd, termios.FIONREAD, bytes(4)), sys.byteorder):
            self._read()

    def _close(self) -> None:
        if self._loop is not None:
            self._loop.remove_reader(self._fd)
        os.close(self._fd)
        self._fd = -1
        self._watched.clear()

    def _ready(self) -> None:
        """Reads, and in a flood lets the kernel gather for a while: waking up for each touch costs most."""
        assert self._loop is not None
        count = self._read()
        now = self._loop.time()
        self._heat = self._heat * 0.5 ** ((now - self._read_at) / _COOLING) + count
        self._read_at = now
        if self._heat <= _FLOOD:
            self._gather = _GATHER
        elif self._fd != -1:
            self._loop.remove_reader(self._fd)
            self._loop.call_later(self._gather, self._resume)
            self._gather = min(self._gather * 1.5, _LONGEST_GATHER)

    def _resume(self) -> None:
        if self._fd != -1:
            assert self._loop is not None
            self._loop.add_reader(self._fd, self._ready)

    def _read(self) -> int:
        """Hands on what has happened since the last call, without waiting; how many touches that was."""
        try:
            buffer = os.read(self._fd, _BUFFER)
        except BlockingIOError:
            return 0
        place, end = 0, len(buffer)
        last, last_name = -1, b""
        unpack, watched, sources = _HEADER.unpack_from, self._watched, self._sources
        while place < end:
            descriptor, mask, cookie, length = unpack(buffer, place)
            name = buffer[place + 16 : place + 16 + length].rstrip(b"\0")
            place += 16 + length
            if descriptor == last and not mask & _MORE_THAN_CONTENT and name == last_name:
                continue  # created, written and closed in a row is one touch
            last = -1
            source, node = watched.get(descriptor, _NOBODY)
            if source is None:
                if mask & InotifyConstants.IN_Q_OVERFLOW:
                    for touches in sources.values():
                        touches.append(Lost())
            elif mask & InotifyConstants.IN_IGNORED:
                del watched[descriptor]
                if node.watch == descriptor:
                    node.watch = -1
            elif name:
                path = f"{node.path}/{os.fsdecode(name)}" if node.path else os.fsdecode(name)
                if mask & _SIMPLE == mask:
                    sources[source].append(Touch(path, wrote=mask & _WROTE != 0))
                    if mask & _WROTE:
                        last, last_name = descriptor, name
                else:
                    sources[source].append(self._translate(path, mask, cookie))
        return self._hand_on()

    def _hand_on(self) -> int:
        count = 0
        for source, touches in list(self._sources.items()):
            if touches:
                self._sources[source] = []
                count += len(touches)
                source.emit(touches)
        return count

    def _translate(self, path: str, mask: int, cookie: int) -> Touch:
        if not mask & ~(InotifyConstants.IN_ATTRIB | InotifyConstants.IN_ISDIR):
            return Stroke(path, wrote=False)
        origin = None
        if mask & InotifyConstants.IN_MOVED_FROM:
            if len(self._origins) > 1000:  # moved out of the trees, so never asked for
                self._origins.clear()
            self._origins[cookie] = path
        elif mask & InotifyConstants.IN_MOVED_TO:
            origin = self._origins.pop(cookie, None)
        return Touch(
            path,
            directory=bool(mask & InotifyConstants.IN_ISDIR),
            wrote=bool(mask & _WROTE),
            gone=bool(mask & _GONE),
            origin=origin,
        )


class InotifySource:
    """Tells of touches in the directories below `root` that it was asked to watch."""

    def __init__(self, root: Path, instance: Inotify | None = None) -> None:
        """`instance` may be another source's. Raises `WatchLimit` where there is none left for its own."""
        self._root = os.fsencode(root)
        self._instance = instance or Inotify()
        self.emit: Callable[[list[Touch | Lost]], None] = lambda _: None

    def start(self, emit: Callable[[list[Touch | Lost]], None]) -> None:
        """Calls `emit` in the running loop whenever something happened, in the kernel's order."""
        self.emit = emit
        self._instance.join(self)

    def watch(self, node: Node) -> None:
        """Watches the directory `node`. Raises `WatchLimit`, `Unwatched`, `FileNotFoundError`."""
        path = os.path.join(self._root, os.fsencode(node.path)) if node.path else self._root
        descriptor = self._instance.add(path, self, node)
        if node.watch != descriptor:
            self.forget(node)
        node.watch = descriptor

    def forget(self, node: Node) -> None:
        """Stops watching the directory `node`; one that is gone already is no error."""
        if node.watch != -1:
            self._instance.remove(node.watch)
        node.watch = -1

    def drain(self) -> bool:
        """Emits all that has happened so far."""
        self._instance.drain()
        return True

    def close(self) -> None:
        """Ends it with all its watches."""
        self._instance.leave(self)


def _limit(number: int, *, watched: int) -> WatchLimit:
    """Names the setting that stands in the way, and how to raise it."""
    if number == errno.EMFILE:
        return WatchLimit(
            "files are not watched: this user has used up its inotify instances",
            next_step="sudo sysctl fs.inotify.max_user_instances=1024, then start again",
        )
    if number == errno.ENOSPC:
        return WatchLimit(
            f"only {watched:,} directories are watched: the kernel gives this user no more inotify watches",
            next_step="sudo sysctl fs.inotify.max_user_watches=1048576, then start again",
        )
    return WatchLimit(
        f"files are not watched: {os.strerror(number)}", next_step="see dmesg for what the kernel says"
    )
