"""Slow work beside the loop: a few threads, whatever a client asks for at once."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import anyio
from anyio.to_thread import run_sync
from mcp.server.mcpserver.exceptions import ToolError

from hardwon.core import HardwonError

_T = TypeVar("_T")
_THREADS = 4


class Work:
    """Calls what may be slow in one of four threads; the rest waits for its turn."""

    def __init__(self) -> None:
        self._limiter = anyio.CapacityLimiter(_THREADS)

    async def do(self, function: Callable[..., _T], *arguments: Any, **named: Any) -> _T:
        """What `function` gives. One that is cancelled finishes what it began, and nobody waits for it."""
        call = partial(function, *arguments, **named)
        return await run_sync(call, abandon_on_cancel=True, limiter=self._limiter)

    async def answer(self, function: Callable[..., _T], *arguments: Any, **named: Any) -> _T:
        """The same for a tool: what cannot be done is told to whoever called it, with the next step."""
        try:
            return await self.do(function, *arguments, **named)
        except HardwonError as error:
            raise ToolError(str(error)) from error
        except OSError as error:
            raise ToolError(f"{error} -> take care that hardwon may read and write there") from error
