"""The only reader of configuration and environment."""

import os
from collections.abc import Mapping

from hardwon.core import HardwonError

# What reads files is imported where that is done: a check that a daemon answers comes in for the environment
# alone.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path
    from typing import Any

    from hardwon.core import Settings

_FILES = ("pyproject.toml", "hardwon.toml")


class BadConfiguration(HardwonError):
    """The file that holds `[tool.hardwon]` cannot be read."""


def read_configuration(root: "Path") -> "Settings":
    """What `[tool.hardwon]` of the repository at `root` says: in pyproject.toml, else in hardwon.toml.

    Raises `BadConfiguration`, `BadSetting`.
    """
    from hardwon.core import Settings, read_settings

    for name in _FILES:
        table: Any = _read_toml(root / name)
        for key in ("tool", "hardwon"):
            table = table.get(key, {})
            if not isinstance(table, dict):
                raise BadConfiguration(f"{name}: `{key}` is not a table", next_step="write [tool.hardwon]")
        if table:
            return read_settings(table, source=name)
    return Settings()


def runtime_directory() -> "Path":
    """Where sockets live: in the user's runtime directory, else in one of the user's own."""
    import tempfile
    from pathlib import Path

    given = os.environ.get("XDG_RUNTIME_DIR", "")
    if os.path.isabs(given):  # the specification has a relative one ignored
        return Path(given) / "hardwon"
    return Path(tempfile.gettempdir()) / f"hardwon-{os.getuid()}"


def home_directory() -> "Path":
    """The user's home, where agents keep their transcripts; a path that is not there for a user without."""
    from pathlib import Path

    try:
        return Path.home()
    except RuntimeError:
        return Path("/nonexistent")


def environment() -> Mapping[str, str]:
    """What programs that hardwon starts find in their environment."""
    return os.environ


def supervised() -> tuple[str, float]:
    """Where the supervisor that started this process listens (empty: nowhere), and how many seconds it waits
    for a sign of life (0: for ever), as systemd says it.
    """
    limit = os.environ.get("WATCHDOG_USEC", "")
    is_ours = os.environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
    seconds = int(limit) / 1_000_000 if limit.isdigit() and is_ours else 0.0
    return os.environ.get("NOTIFY_SOCKET", ""), seconds


def in_environment(stood_for: Mapping[str, str]) -> "AbstractContextManager[None]":
    """While the block lasts, what this process finds in its environment is what another found in its own."""
    from contextlib import contextmanager

    @contextmanager
    def change() -> "Iterator[None]":
        before = dict(os.environ)
        _become(stood_for)
        try:
            yield
        finally:
            _become(before)

    return change()


def _become(wanted: Mapping[str, str]) -> None:
    for name in os.environ.keys() - wanted.keys():
        del os.environ[name]
    for name, value in wanted.items():
        if os.environ.get(name) != value:
            os.environ[name] = value


def wants_no_colour() -> bool:
    """Whether NO_COLOR holds any text (no-color.org), or the terminal calls itself dumb."""
    return bool(os.environ.get("NO_COLOR")) or is_terminal_dumb()


def is_terminal_dumb() -> bool:
    """Whether the terminal would show escapes instead of obeying them."""
    return os.environ.get("TERM") == "dumb"


def _read_toml(path: "Path") -> "dict[str, Any]":
    import tomllib

    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadConfiguration(
            f"{path.name} is not valid TOML: {error}", next_step="mend it there"
        ) from error
    except OSError as error:
        raise BadConfiguration(
            f"{path} cannot be read: {error.strerror}", next_step="let it be read"
        ) from error
