"""The directories under watch and the names in them: what a touch is judged against."""

import os
import stat
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, Protocol

from hardwon.daemon.changes import Change, Ignored, Unwatched, Watched, WatchLimit, as_text
from hardwon.daemon.settling import Dirty

# Never looked into, whatever .gitignore says: git's own files, our own state, what package managers unpack.
_NEVER = frozenset({".git", ".hg", ".svn", "node_modules", ".venv", "__pycache__"})
_REMEMBERED = 4096
# A file may be written again in the same tick of the kernel's clock without its time changing.
_TICK_NS = 20_000_000
_JUST_NS = 2_000_000_000
# A directory with so many touched files is listed once, unless it holds very many others.
_MANY_HERE, _SPARSE = 8, 20
Listings = Mapping[str, set[str]]
_NOT_LOOKED: Listings = MappingProxyType({})


class _Look(NamedTuple):
    """How a file was when last looked at; `fresh`: so soon after its writing that its time may lie."""

    signature: tuple[int, int, int]
    fresh: bool


class Node:
    """One directory under watch: where it is, what is in it, the watch on it (-1 for none).

    `path` is relative to the root, with `/`; the root's is empty. A directory that moves is a new node.
    """

    __slots__ = ("directories", "files", "name", "parent", "path", "was_read", "watch")

    def __init__(self, name: str, parent: "Node | None") -> None:
        self.name = name
        self.parent = parent
        self.path = parent.child_path(name) if parent else ""
        self.watch = -1
        self.was_read = False
        self.files: set[str] = set()
        self.directories: dict[str, Node] = {}

    @classmethod
    def alone(cls, path: str) -> "Node":
        """A directory by itself, of no tree; `path` is absolute."""
        node = cls("", None)
        node.path = path
        return node

    def child_path(self, name: str) -> str:
        return f"{self.path}/{name}" if self.path else name

    def below(self) -> "Iterator[Node]":
        """This directory and all below it."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(node.directories.values())


class Watches(Protocol):
    """Where a directory's watch comes from."""

    def watch(self, node: Node) -> None: ...
    def forget(self, node: Node) -> None: ...


class Tree:
    """All directories that are not ignored, each watched, with the names of their files."""

    def __init__(self, root: Path, watches: Watches, ignored: Ignored) -> None:
        self.root = Node("", None)
        self._top = str(root)
        self._watches = watches
        self._rules = ignored
        # Files of directories that went away, until each is judged: deleted, or the origin of a moved one.
        self._limbo: set[str] = set()
        self._recent: OrderedDict[str, _Look] = OrderedDict()
        self._placed: Node | None = None
        self.limit: WatchLimit | None = None
        self.unwatched: list[Unwatched] = []

    def counts(self) -> Watched:
        """How many directories and files there are."""
        directories = files = 0
        for node in self.root.below():
            directories += 1
            files += len(node.files)
        return Watched(directories, files)

    def scan(self, start: Node, found: Callable[[str], None] | None = None) -> Iterator[None]:
        """Watches and reads `start` and what is below it, a directory a step, top directories first.

        `found` is told the path of every file that was not known. Without it, what is in directories
        that were never read before is known from now on. Each directory is watched before it is
        read, so that no file falls between the two.
        """
        waiting = deque([start])
        while waiting:
            node = waiting.popleft()
            if self._watch(node):
                waiting.extend(self._read(node, found))
            yield

    def enter(self, path: str) -> Node | None:
        """The node for the directory `path`, made if need be; None if it is ignored or its parent unknown."""
        parent, name = self._place(path)
        if parent is None:
            return None
        node = parent.directories.get(name)
        if node is None:
            if self._skips(parent, name):
                return None
            node = parent.directories[name] = Node(name, parent)
        return node

    def leave(self, path: str) -> list[str]:
        """Forgets the directory `path`, which is gone; the files that were in it and below."""
        parent, name = self._place(path)
        node = parent.directories.get(name) if parent else None
        if parent is None or node is None:
            return []
        files = _files(node)
        self._limbo.update(files)
        self._drop(parent, node)
        return files

    def look_around(self, touched: Sequence[Dirty]) -> dict[str, set[str]]:
        """The files and links in those directories where much was touched: cheaper than to look at each."""
        counts = Counter([dirty.path[: max(0, dirty.path.rfind("/"))] for dirty in touched])
        there = {}
        for directory, count in counts.items():
            if count < _MANY_HERE:
                continue
            node = self._place(f"{directory}/." if directory else ".")[0]
            if node is None or count * _SPARSE > len(node.files):
                there[directory] = _names_in(f"{self._top}/{directory}")
        return there

    def judge(
        self, dirty: Dirty, *, now_ns: int, there: Mapping[str, set[str]] = _NOT_LOOKED
    ) -> Change | None:
        """What has become of a touched file, and remembers it; None where nothing has changed.

        `now_ns` is the present in nanoseconds since 1970, which files' times are compared with; `there` what
        `look_around` has seen just before.
        """
        path = dirty.path
        parent, name = self._place(path)
        known = path in self._limbo or (parent is not None and name in parent.files)
        self._limbo.discard(path)
        names = there.get(path[: max(0, path.rfind("/"))])
        is_new = names is not None and name in names and not known
        status = None if is_new or (names is not None and name not in names) else self._status(path)
        if (status is None and not is_new) or parent is None:
            self._recent.pop(path, None)
            if parent is not None:
                parent.files.discard(name)
            return Change(path, "deleted") if known and not self._ignored(path) else None
        if self._ignored(path):
            return None
        parent.files.add(name)
        if status is not None:
            same = self._same(path, status, wrote=dirty.wrote, now_ns=now_ns)
            if known:
                return None if same else Change(path, "modified")
        if dirty.origin is not None and self._take_origin(dirty.origin):
            return Change(path, "moved", origin=dirty.origin)
        return Change(path, "created")

    def stale(self, since_ns: int) -> Iterator[list[str]]:
        """The known files that are gone or changed since then, a directory a step; for after a loss."""
        for node in list(self.root.below()):
            path = node.path
            if node.parent and not os.path.isdir(self._absolute(path)):
                yield self.leave(path)
                continue
            self._watch(node, again=True)  # it may be another directory of the same name
            yield [
                child
                for child in (f"{path}/{name}" if path else name for name in node.files)
                if (status := self._status(child)) is None or status.st_ctime_ns >= since_ns
            ]

    def obey(self, ignored: Ignored) -> None:
        """Takes new rules and drops what they ignore; a scan brings in what they no longer ignore."""
        self._rules = ignored
        for node in list(self.root.below()):
            if node.parent and node.name in node.parent.directories and self._skips(node.parent, node.name):
                self._drop(node.parent, node)

    def _watch(self, node: Node, *, again: bool = False) -> bool:
        """Whether the directory can be read; whether it could be watched is kept in `limit`."""
        if node.watch != -1 and not again:
            return True
        try:
            if self.limit is None:
                self._watches.watch(node)
        except WatchLimit as limit:
            self.limit = limit  # its names are still read: a file that is found later is then no news
        except Unwatched as unwatched:
            self.unwatched.append(unwatched)
            return False
        except FileNotFoundError:
            return False
        return True

    def leave_worktree(self, path: str) -> bool:
        """Whether the directory `path` is another worktree: it has a watcher of its own, and is left."""
        parent, name = self._place(path)
        node = parent.directories.get(name) if parent else None
        if parent is None or node is None or not _is_worktree(self._absolute(path)):
            return False
        self._drop(parent, node)
        return True

    def _read(self, node: Node, found: Callable[[str], None] | None) -> list[Node]:
        path = node.path
        below = []
        names: list[str] = []
        try:
            with os.scandir(self._absolute(path)) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        child = node.directories.get(entry.name)
                        if child is None:
                            if self._skips(node, entry.name):
                                continue
                            child = node.directories[entry.name] = Node(entry.name, node)
                        below.append(child)
                    elif entry.name not in node.files:
                        names.append(entry.name)
        except (FileNotFoundError, NotADirectoryError, PermissionError):
            return []  # gone again, or closed to us: its own touch will tell
        if ".git" in names and self.leave_worktree(path):
            return []
        if found is not None:
            for name in names:
                found(f"{path}/{name}" if path else name)
        elif not node.was_read:
            node.files.update(names)
        node.was_read = True
        return below

    def _skips(self, parent: Node, name: str) -> bool:
        if name in _NEVER or (parent.parent is not None and "pyvenv.cfg" in parent.files):
            return True  # a virtual environment, whatever it is called
        path = parent.child_path(name)
        return path == ".hardwon/state" or self._ignored(path + "/")

    def _ignored(self, path: str) -> bool:
        return self._rules(as_text(path))

    def _drop(self, parent: Node, node: Node) -> None:
        for gone in node.below():
            self._watches.forget(gone)
        del parent.directories[node.name]

    def _same(self, path: str, status: os.stat_result, *, wrote: bool, now_ns: int) -> bool:
        """Whether the file is as it was when last looked at; remembers how it is now."""
        signature = (status.st_mtime_ns, status.st_size, status.st_ino)
        before = self._recent.pop(path, None)
        self._recent[path] = _Look(signature, fresh=now_ns - status.st_mtime_ns < _TICK_NS)
        if len(self._recent) > _REMEMBERED:
            self._recent.popitem(last=False)
        if before is None:
            # Never looked at: a bare close counts only where the file has just changed (a memory map).
            return not wrote and now_ns - status.st_ctime_ns > _JUST_NS
        return before.signature == signature and not (wrote and before.fresh)

    def _take_origin(self, path: str) -> bool:
        """Whether `path` was a known file and is gone; it is forgotten then."""
        parent, name = self._place(path)
        known = path in self._limbo or (parent is not None and name in parent.files)
        if not known or self._status(path) is not None:
            return False
        self._limbo.discard(path)
        if parent is not None:
            parent.files.discard(name)
        return True

    def _place(self, path: str) -> tuple[Node | None, str]:
        directory, _, name = path.rpartition("/")
        before = self._placed
        # Most touches come in rows from one directory; one that was dropped has no watch any more.
        if before is not None and before.path == directory and before.watch != -1:
            return before, name
        node: Node | None = self.root
        for step in directory.split("/") if directory else ():
            node = node.directories.get(step) if node else None
        self._placed = node
        return node, name

    def _status(self, path: str) -> os.stat_result | None:
        """The file's status; None where there is no regular file or link."""
        try:
            status = os.lstat(f"{self._top}/{path}")
        except OSError:
            return None  # what cannot be looked at is not there for us
        return status if stat.S_IFMT(status.st_mode) in (stat.S_IFREG, stat.S_IFLNK) else None

    def _absolute(self, path: str) -> str:
        return f"{self._top}/{path}" if path else self._top


def _is_worktree(directory: str) -> bool:
    """Whether git's pointer in a directory says that it is a linked worktree, and no submodule."""
    try:
        with open(f"{directory}/.git", "rb") as file:
            return b"/worktrees/" in file.read(4096)
    except OSError:
        return False


def _names_in(directory: str) -> set[str]:
    try:
        with os.scandir(directory) as entries:
            return {one.name for one in entries if one.is_file(follow_symlinks=False) or one.is_symlink()}
    except OSError:
        return set()  # it is gone, and all that was in it


def _files(node: Node) -> list[str]:
    files = []
    for inner in node.below():
        path = inner.path
        files += [f"{path}/{name}" for name in inner.files]
    return files
