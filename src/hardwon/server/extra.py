"""What is said where the page's libraries are not installed."""

from collections.abc import Iterator
from contextlib import contextmanager

from hardwon.core import HardwonError

_LIBRARIES = frozenset({"fastapi", "jinja2", "markupsafe", "pydantic", "starlette", "uvicorn", "websockets"})


class ServerMissing(HardwonError):
    """The libraries of the page are not installed."""


@contextmanager
def naming_the_extra() -> Iterator[None]:
    """Turns the failed import of one of the page's libraries into the command that installs it."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _LIBRARIES:
            raise
        raise ServerMissing(
            f"the page needs {error.name}, which is not installed", next_step='pip install "hardwon[server]"'
        ) from error
