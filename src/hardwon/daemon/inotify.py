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
_HEADER = struct.Struct("iIII")
# 64 KiB are some 2,000 touches: what the loop may take in one go before others have their turn.
_BUFFER = 1 << 16
# More than 100 touches within some 100 ms are a flood; it is then read every 20 ms, when the kernel's
# queue (16,384 touches unless set otherwise) is far from full.
_FLOOD, _COOLING, _GATHER = 100, 0.1, 0.02


class InotifySource:
    """Tells of touches in the directories it was asked to watch. Belongs to one event loop."""

    def __init__(self, root: Path) -> None:
        """Raises `WatchLimit` where the user has no inotify instance left."""
        self._root = os.fsencode(root)
        self._fd = inotify_init()
        if self._fd == -1:
            raise _limit(ctypes.get_errno(), watched=0)
        os.set_blocking(self._fd, False)
        os.set_inheritable(self._fd, False)
        self._nodes: dict[int, Node] = {}
        self._origins: dict[int, str] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._emit: Callable[[list[Touch | Lost]], None] = lambda _: None
        self._heat = 0.0
        self._read_at = 0.0
        self._closed = False

    def start(self, emit: Callable[[list[Touch | Lost]], None]) -> None:
        """Calls `emit` in the running loop whenever something happened, in the kernel's order."""
        self._loop = asyncio.get_running_loop()
        self._emit = emit
        self._loop.add_reader(self._fd, self._ready)

    def watch(self, node: Node) -> None:
        """Watches the directory `node`. Raises `WatchLimit`, `Unwatched`, `FileNotFoundError`."""
        path = os.path.join(self._root, os.fsencode(node.path)) if node.path else self._root
        descriptor = inotify_add_watch(self._fd, path, _MASK)
        if descriptor == -1:
            number = ctypes.get_errno()
            if number in (errno.ENOSPC, errno.EMFILE):
                raise _limit(number, watched=len(self._nodes))
            if number in (errno.ENOENT, errno.ENOTDIR):
                raise FileNotFoundError(number, os.strerror(number), path)
            raise Unwatched(
                f"{node.path or '.'} cannot be watched: {os.strerror(number)}",
                next_step="make it readable, or list it in .gitignore",
            )
        if node.watch != descriptor:
            self.forget(node)
        # A directory that was moved keeps its watch: the kernel hands out the same number again.
        before = self._nodes.get(descriptor)
        if before is not None and before is not node:
            before.watch = -1
        self._nodes[descriptor] = node
        node.watch = descriptor

    def forget(self, node: Node) -> None:
        """Stops watching the directory `node`; one that is gone already is no error."""
        if node.watch != -1 and self._nodes.pop(node.watch, None) is not None:
            inotify_rm_watch(self._fd, WatchDescriptor(node.watch))
        node.watch = -1

    def read(self) -> list[Touch | Lost]:
        """What has happened since the last call, without waiting."""
        try:
            buffer = os.read(self._fd, _BUFFER)
        except BlockingIOError:
            return []
        touches: list[Touch | Lost] = []
        place = 0
        before: tuple[int, bytes] | None = None
        while place < len(buffer):
            descriptor, mask, cookie, length = _HEADER.unpack_from(buffer, place)
            name = buffer[place + 16 : place + 16 + length].rstrip(b"\0")
            place += 16 + length
            if before == (descriptor, name) and not mask & ~(_CONTENT | InotifyConstants.IN_ATTRIB):
                continue  # created, written and closed in a row is one touch
            touch = self._translate(descriptor, mask, cookie, name)
            before = None
            if touch is not None:
                touches.append(touch)
                if mask & _WROTE and not mask & InotifyConstants.IN_ISDIR:
                    before = (descriptor, name)
        return touches

    def drain(self) -> bool:
        """Emits all that has happened so far: the kernel queues a touch before the call that made it ends."""
        while int.from_bytes(fcntl.ioctl(self._fd, termios.FIONREAD, bytes(4)), sys.byteorder):
            self._emit(self.read())
        return True

    def close(self) -> None:
        """Ends the instance; all its watches end with it."""
        self._closed = True
        if self._loop is not None:
            self._loop.remove_reader(self._fd)
        os.close(self._fd)
        self._nodes.clear()

    def _ready(self) -> None:
        """Reads, and in a flood lets the kernel gather for a while: waking up for each touch costs most."""
        assert self._loop is not None
        touches = self.read()
        now = self._loop.time()
        self._heat = self._heat * 0.5 ** ((now - self._read_at) / _COOLING) + len(touches)
        self._read_at = now
        self._emit(touches)
        if self._heat > _FLOOD:
            self._loop.remove_reader(self._fd)
            self._loop.call_later(_GATHER, self._resume)

    def _resume(self) -> None:
        if not self._closed:
            assert self._loop is not None
            self._loop.add_reader(self._fd, self._ready)

    def _translate(self, descriptor: int, mask: int, cookie: int, name: bytes) -> Touch | Lost | None:
        if mask & InotifyConstants.IN_Q_OVERFLOW:
            return Lost()
        if mask & InotifyConstants.IN_IGNORED:
            node = self._nodes.pop(descriptor, None)
            if node is not None and node.watch == descriptor:
                node.watch = -1
            return None
        node = self._nodes.get(descriptor)
        if node is None or not name:
            return None
        path = node.child_path(os.fsdecode(name))
        if not mask & ~(InotifyConstants.IN_ATTRIB | InotifyConstants.IN_ISDIR):
            return Stroke(path, wrote=False)
        origin = None
        if mask & InotifyConstants.IN_MOVED_FROM:
            if len(self._origins) > 1000:  # moved out of the tree, so never asked for
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
