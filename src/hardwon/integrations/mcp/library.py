"""The resources: lessons and worklogs, page by page."""

from typing import Any
from urllib.parse import quote, unquote

import mcp_types as types
from mcp.server.context import CallNext, HandlerResult, ServerRequestContext
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ResourceNotFoundError
from mcp.shared.exceptions import MCPError

from hardwon.core import HardwonError
from hardwon.integrations.mcp.desk import McpDesk
from hardwon.integrations.mcp.plain import plain
from hardwon.integrations.mcp.toolbox import worklog_page_of
from hardwon.integrations.mcp.work import Work

LESSON, WORKLOG = "lesson://", "worklog://"
_SESSIONS = 50  # latest ones that are listed; any other can be read by its id
_PAGE = 100  # resources that are listed at once
_LONGEST = 400  # characters of a name in an address


def address_of(kind: str, name: str) -> str:
    """The address of a lesson or worklog; a subagent's session is called `NAME@SESSION`."""
    return kind + quote(plain(name), safe="@:")


def name_in(uri: str) -> str:
    """The slug or the session that an address names."""
    return unquote(uri.partition("://")[2])


def add_resources(server: MCPServer[Any], desk: McpDesk, work: Work) -> None:
    """Gives `server` the two kinds of resources."""

    @server.resource(LESSON + "{slug}", name="lesson", title="A lesson's page", mime_type="text/markdown")
    async def lesson(slug: str) -> str:
        """The page of a lesson: what was learnt, why, what it cost, and its rule with its cases."""
        return plain(await _read(work, desk.page, slug))

    @server.resource(
        WORKLOG + "{session}", name="worklog", title="A session's worklog", mime_type="text/markdown"
    )
    async def worklog(session: str) -> str:
        """The digest of a session: asked, done, fixed, tried in vain, left open, each with its evidence."""
        return worklog_page_of(await _read(work, desk.worklog, session))


async def list_all(desk: McpDesk, work: Work) -> list[types.Resource]:
    """All lessons, adopted ones first, then the latest sessions."""
    try:
        lessons = await work.do(desk.lessons)
        sessions, _ = await work.do(desk.sessions, _SESSIONS)
    except (HardwonError, OSError) as error:
        raise MCPError(types.INTERNAL_ERROR, plain(str(error))) from error
    adopted_first = sorted(lessons, key=lambda one: (one.status != "adopted", one.slug))
    listed = [
        types.Resource(
            uri=address_of(LESSON, one.slug),
            name=one.slug,
            title=plain(one.title),
            description=f"{one.kind}, {one.status}",
            mime_type="text/markdown",
        )
        for one in adopted_first
    ]
    listed += [
        types.Resource(
            uri=address_of(WORKLOG, one.id),
            name=plain(one.id),
            title=plain(one.title)[:200] or None,
            description=plain(f"{one.agent}, {one.state}, last {one.last}"),
            mime_type="text/markdown",
        )
        for one in sessions
    ]
    return listed


async def in_pages(ctx: ServerRequestContext[Any, Any], call_next: CallNext) -> HandlerResult:
    """Middleware: gives the list of resources in pages. A page's cursor is where it begins."""
    if ctx.method != "resources/list":
        return await call_next(ctx)
    cursor = (ctx.params or {}).get("cursor")
    digits = isinstance(cursor, str) and cursor.isascii() and cursor.isdigit() and len(cursor) < 8
    if cursor is not None and not digits:
        raise MCPError(types.INVALID_PARAMS, "no such cursor -> list from the beginning, without one")
    result = await call_next(ctx)
    if not isinstance(result, dict) or not isinstance(result.get("resources"), list):
        return result
    start, every = int(cursor or 0), result["resources"]
    page = {**result, "resources": every[start : start + _PAGE]}
    return {**page, "nextCursor": str(start + _PAGE)} if len(every) > start + _PAGE else page


async def _read(work: Work, function: Any, name: str) -> Any:
    if not name or len(name) > _LONGEST:
        raise ResourceNotFoundError("no such resource -> list the resources, or ask the tool `sessions`")
    try:
        return await work.do(function, name)
    except HardwonError as error:
        raise ResourceNotFoundError(plain(str(error))) from error
    except OSError as error:
        raise ResourceError(plain(f"{error} -> take care that hardwon may read it")) from error
