"""The page on 127.0.0.1: what is known of a repository, its JSON, and its events as they happen."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hardwon.server.app import build_app
    from hardwon.server.extra import ServerMissing
    from hardwon.server.knowledge import read_dashboard
    from hardwon.server.models import DashboardSource, FindingRow, LessonRow, SessionRow, Summary
    from hardwon.server.port import NoPort, find_port
    from hardwon.server.serving import serve

# Lazy: most commands never serve anything, and FastAPI comes with an extra that may be missing.
_HOMES = {
    "app": ("build_app",),
    "extra": ("ServerMissing",),
    "knowledge": ("read_dashboard",),
    "models": ("DashboardSource", "FindingRow", "LessonRow", "SessionRow", "Summary"),
    "port": ("NoPort", "find_port"),
    "serving": ("serve",),
}

__all__ = [
    "DashboardSource", "FindingRow", "LessonRow", "NoPort", "ServerMissing",
    "SessionRow", "Summary", "build_app", "find_port", "read_dashboard", "serve",
]  # fmt: skip


def __getattr__(name: str) -> object:
    for home, names in _HOMES.items():
        if name in names:
            from hardwon.server.extra import naming_the_extra

            with naming_the_extra():
                return getattr(import_module(f"hardwon.server.{home}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
