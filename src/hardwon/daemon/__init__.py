"""The long-lived process: it watches the files, owns the journal and answers on a Unix socket."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hardwon.daemon.changes import Change, Ignored, Unwatched, Watched, WatchLimit
    from hardwon.daemon.context import Asked, Gatherer, Provider
    from hardwon.daemon.context_turns import Turns
    from hardwon.daemon.daemon import Daemon, Service
    from hardwon.daemon.feed import Feed
    from hardwon.daemon.folders import FolderWatch
    from hardwon.daemon.gitignore import load_gitignore
    from hardwon.daemon.memory import MemoryWatch, resident_bytes
    from hardwon.daemon.pulse import Pulse
    from hardwon.daemon.socket import Answer, SocketServer, SocketTaken
    from hardwon.daemon.supervision import Supervisor
    from hardwon.daemon.watchdog import Watchdog
    from hardwon.daemon.watcher import Watcher
    from hardwon.daemon.worktrees import WorktreeWatch

# Lazy: asking whether a daemon is there must not pay for watchdog.
_HOMES = {
    "changes": ("Change", "Ignored", "Unwatched", "WatchLimit", "Watched"),
    "context": ("Asked", "Gatherer", "Provider"),
    "context_turns": ("Turns",),
    "daemon": ("Daemon", "Service"),
    "feed": ("Feed",),
    "folders": ("FolderWatch",),
    "gitignore": ("load_gitignore",),
    "memory": ("MemoryWatch", "resident_bytes"),
    "pulse": ("Pulse",),
    "socket": ("Answer", "SocketServer", "SocketTaken"),
    "supervision": ("Supervisor",),
    "watchdog": ("Watchdog",),
    "watcher": ("Watcher",),
    "worktrees": ("WorktreeWatch",),
}

__all__ = [
    "Answer", "Asked", "Change", "Daemon", "Feed", "FolderWatch", "Gatherer", "Ignored",
    "MemoryWatch", "Provider", "Pulse", "Service", "SocketServer", "SocketTaken",
    "Supervisor", "Turns", "Unwatched", "WatchLimit", "Watchdog", "Watched", "Watcher",
    "WorktreeWatch", "load_gitignore", "resident_bytes",
]  # fmt: skip


def __getattr__(name: str) -> object:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"hardwon.daemon.{home}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
