"""What is said where the library of the Model Context Protocol is not installed."""

from collections.abc import Iterator
from contextlib import contextmanager

from hardwon.core import HardwonError


class McpMissing(HardwonError):
    """The library of the Model Context Protocol is not installed, or is of an earlier generation."""


@contextmanager
def naming_the_extra() -> Iterator[None]:
    """Turns the failed import of the library into the command that installs it."""
    try:
        yield
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in ("mcp", "mcp_types"):
            raise
        raise McpMissing(
            f"serving MCP needs {error.name}, which is not installed or too old",
            next_step='pip install "hardwon[mcp]"',
        ) from error
