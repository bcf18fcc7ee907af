"""Loading the library of the Model Context Protocol, and what is said where it is not installed."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from hardwon.core import HardwonError

_LIBRARIES = frozenset({"anyio", "mcp", "mcp_types", "pydantic", "starlette", "uvicorn"})


class McpMissing(HardwonError):
    """The library of the Model Context Protocol is not installed, or is of an earlier generation."""


@contextmanager
def naming_the_extra() -> Iterator[None]:
    """Turns the failed import of the library into the command that installs it."""
    try:
        yield
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in _LIBRARIES:
            raise
        raise McpMissing(
            f"serving MCP needs {error.name}, which is not installed or too old",
            next_step='pip install "hardwon[mcp]"',
        ) from error


@contextmanager
def loading() -> Iterator[None]:
    """Names the extra, and leaves the collector of garbage out while the library makes its thousand classes.

    They stay as long as the process: to look through them again and again takes a fifth of the start.
    """
    gc.disable()
    try:
        with naming_the_extra():
            yield
        gc.freeze()
    finally:
        gc.enable()
