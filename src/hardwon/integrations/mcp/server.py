"""The server: tools, resources and prompts around one desk."""

import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio
import mcp_types as types
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError, UnexpectedToolError
from mcp.shared.exceptions import MCPError
from pydantic import ValidationError

from hardwon import __version__
from hardwon.integrations.mcp.desk import McpDesk
from hardwon.integrations.mcp.library import add_resources, in_pages, list_all
from hardwon.integrations.mcp.news import News
from hardwon.integrations.mcp.plain import plain
from hardwon.integrations.mcp.prompts import add_completion, add_prompts
from hardwon.integrations.mcp.toolbox import add_tools
from hardwon.integrations.mcp.work import Work

_INSTRUCTIONS = (
    "hardwon keeps what was learnt in this repository. Call `context` when you begin, `recall` before a task "
    "and when something fails, `check` on code before you save it or when you are done, and `learn` when "
    "something cost time that nobody should have to spend again."
)


class Server(MCPServer[Any]):
    """hardwon over MCP. The resources that it lists are looked up each time."""

    def __init__(self, desk: McpDesk) -> None:
        # Standard output belongs to the protocol.
        logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="hardwon: %(message)s")
        self._desk = desk
        self._work = Work()
        self._arguments: dict[str, list[str]] = {}
        news = News(desk, self._work)

        @asynccontextmanager
        async def telling(_: MCPServer[Any]) -> AsyncIterator[None]:
            async with anyio.create_task_group() as group:
                group.start_soon(news.run)
                yield
                group.cancel_scope.cancel()

        super().__init__(
            "hardwon",
            title="hardwon",
            description="Lessons your team paid for once: recalled when they matter, enforced as checks.",
            instructions=_INSTRUCTIONS,
            version=__version__,
            log_level="WARNING",
            lifespan=telling,
            subscriptions=news.bus,
            middleware=[news, in_pages],
        )
        add_tools(self, desk, self._work)
        add_resources(self, desk, self._work)
        add_prompts(self, desk, self._work)
        add_completion(self, desk, self._work)

    async def list_tools(self) -> list[types.Tool]:
        # Said in the schema, and held by `call_tool`: a misspelt argument would otherwise be passed over.
        closed = {"additionalProperties": False}
        tools = await super().list_tools()
        return [one.model_copy(update={"input_schema": one.input_schema | closed}) for one in tools]

    async def list_resources(self) -> list[types.Resource]:
        return await list_all(self._desk, self._work)

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> types.CallToolResult | types.InputRequiredResult:
        if not self._arguments:
            self._arguments |= {
                one.name: list(one.input_schema["properties"]) for one in await self.list_tools()
            }
        known = self._arguments.get(name)
        if known is None:
            raise ToolError(f"no tool is called {plain(name[:80])} -> call {', '.join(self._arguments)}")
        if strange := arguments.keys() - known:
            named = ", ".join(sorted(plain(one[:80]) for one in list(strange)[:5]))
            raise ToolError(f"{name} takes no {named} -> it takes {', '.join(known)}")
        try:
            return await super().call_tool(name, arguments, context)
        except UnexpectedToolError as error:
            step = "report what it printed on standard error"
            raise UnexpectedToolError(f"hardwon itself failed at {name} -> {step}") from error.__cause__
        except ToolError as error:
            if isinstance(error.__cause__, ValidationError):
                raise ToolError(_what_is_wrong(name, error.__cause__)) from error.__cause__
            raise

    async def get_prompt(
        self,
        name: str,
        arguments: dict[str, Any] | None = None,
        context: Context[Any, Any] | None = None,
    ) -> types.GetPromptResult | types.InputRequiredResult:
        try:
            return await super().get_prompt(name, arguments, context)
        except ValueError as error:
            # The library takes what a client got wrong for a fault of ours, and logs it as one.
            raise MCPError(types.INVALID_PARAMS, plain(str(error)[:400])) from error


def _what_is_wrong(tool: str, error: ValidationError) -> str:
    """Which arguments do not fit, without what they were: that may be megabytes."""
    wrong = [(".".join(map(str, one["loc"])), one["msg"]) for one in error.errors(include_input=False)[:5]]
    told = "; ".join(f"`{plain(where[:80])}`: {plain(what[:200])}" for where, what in wrong)
    return f"{tool} cannot take that: {told} -> see its input schema"
