"""Tells clients what has changed: pages of lessons, worklogs, and which lessons there are."""

import logging
from collections import Counter, OrderedDict
from collections.abc import Collection, Mapping
from functools import partial
from typing import Any

import anyio
import mcp_types as types
from mcp.server.context import CallNext, HandlerResult, ServerRequestContext
from mcp.server.session import ServerSession
from mcp.server.subscriptions import InMemorySubscriptionBus, ResourcesListChanged, ResourceUpdated
from mcp.shared.exceptions import MCPError
from pydantic import ValidationError

from hardwon.core import HardwonError
from hardwon.integrations.mcp.desk import McpDesk
from hardwon.integrations.mcp.library import LESSON, WORKLOG, name_in
from hardwon.integrations.mcp.work import Work

_LOOK = 1.0  # seconds between two looks, while there is somebody to tell
_PATIENCE = 5.0  # seconds for a client that does not read
_CLIENTS = 256  # of the earlier protocol; beyond it the one that was there first is forgotten
_URIS = 256  # subscriptions of one client
_LONGEST = 1_000  # characters of an address
_logger = logging.getLogger(__name__)


class _Client:
    """A connection of the protocol before 2026-07-28, which is told on a channel of its own."""

    def __init__(self, session: ServerSession) -> None:
        self.session = session
        self.uris: set[str] = set()

    async def tell(self, news: Collection[str], *, list_changed: bool) -> None:
        with anyio.move_on_after(_PATIENCE):
            for uri in sorted(self.uris.intersection(news)):
                await self.session.send_resource_updated(uri)
            if list_changed:
                await self.session.send_notification(types.ResourceListChangedNotification())


class News:
    """Middleware that hears who wants to know what, and the task that looks and tells them.

    Nobody is looked for while nobody wants to know. Clients of the protocol of 2026-07-28 listen on `bus`.
    """

    def __init__(self, desk: McpDesk, work: Work) -> None:
        self.bus = InMemorySubscriptionBus()
        self._desk = desk
        self._work = work
        self._clients: OrderedDict[str, _Client] = OrderedDict()
        self._listening: Counter[str] = Counter()
        self._listeners = 0
        self._pages: Mapping[str, object] | None = None
        self._worklogs: dict[str, object] = {}
        self._trouble = ""

    async def __call__(self, ctx: ServerRequestContext[Any, Any], call_next: CallNext) -> HandlerResult:
        match ctx.method:
            case "initialize":
                return _offering_news(await call_next(ctx))
            case "notifications/initialized":
                result = await call_next(ctx)
                await self._welcome(ctx)
                return result
            case "resources/subscribe" | "resources/unsubscribe" if _name(ctx) in self._clients:
                return await self._change(ctx)
            case "subscriptions/listen":
                return await self._listen(ctx, call_next)
            case _:
                return await call_next(ctx)

    async def run(self) -> None:
        """Looks and tells until it is cancelled; what fails is tried again."""
        while True:
            await anyio.sleep(_LOOK)
            if self._clients or self._listeners:
                try:
                    await self._look()
                    self._trouble = ""
                except Exception as error:  # noqa: BLE001  whatever it is, the server goes on answering
                    self._complain(error)

    def _complain(self, error: Exception) -> None:
        """Says once what is wrong, not each second."""
        if str(error) != self._trouble:
            self._trouble = str(error)
            _logger.warning("what has changed cannot be told: %s", error)

    async def _welcome(self, ctx: ServerRequestContext[Any, Any]) -> None:
        name = _name(ctx)
        await self._begin(())
        self._clients[name] = _Client(ctx.session)
        self._clients.move_to_end(name)
        if len(self._clients) > _CLIENTS:
            self._clients.popitem(last=False)

    async def _change(self, ctx: ServerRequestContext[Any, Any]) -> HandlerResult:
        try:
            uri = types.SubscribeRequestParams.model_validate(ctx.params or {}, by_name=False).uri
        except ValidationError as error:
            raise MCPError(types.INVALID_PARAMS, "a subscription names one `uri`") from error
        client = self._clients[_name(ctx)]
        if ctx.method == "resources/unsubscribe":
            client.uris.discard(uri)
            return {}
        # As in the present protocol, one to what is not there is taken, and never heard of.
        if len(uri) > _LONGEST or len(client.uris) >= _URIS:
            step = f"take {_URIS} at most, each of {_LONGEST} characters at most"
            raise MCPError(types.INVALID_PARAMS, f"too many subscriptions, or too long a one -> {step}")
        await self._begin([uri])
        client.uris.add(uri)
        return {}

    async def _listen(self, ctx: ServerRequestContext[Any, Any], call_next: CallNext) -> HandlerResult:
        wanted = (ctx.params or {}).get("notifications")
        uris = wanted.get("resourceSubscriptions") if isinstance(wanted, Mapping) else None
        named = (
            [uri for uri in uris if isinstance(uri, str) and len(uri) <= _LONGEST][:_URIS]
            if isinstance(uris, list)
            else []
        )
        await self._begin(named)
        self._listeners += 1
        self._listening.update(named)
        try:
            return await call_next(ctx)
        finally:
            self._listeners -= 1
            self._listening = +(self._listening - Counter(named))

    async def _begin(self, uris: Collection[str]) -> None:
        """Notes how things are now, so that what changes from here on is told."""
        try:
            if self._pages is None or not (self._clients or self._listeners):
                self._pages = self._desk.pages()
            self._worklogs |= await self._signs({uri for uri in uris if uri not in self._worklogs})
        except (HardwonError, OSError) as error:
            self._complain(error)

    async def _look(self) -> None:
        wanted = set(self._listening).union(*(client.uris for client in self._clients.values()))
        pages = await self._work.do(self._desk.pages)
        worklogs = await self._signs(wanted)
        before, self._pages = self._pages if self._pages is not None else pages, pages
        told, self._worklogs = self._worklogs, worklogs
        slugs = _changed(before, pages)
        news = {uri for uri in wanted if uri.startswith(LESSON) and name_in(uri) in slugs}
        news |= _changed(told, worklogs) & wanted
        await self._tell(news, list_changed=before.keys() != pages.keys())

    async def _signs(self, uris: Collection[str]) -> dict[str, object]:
        """For each worklog among `uris` that is there something that differs whenever it does."""
        names = {uri: name_in(uri) for uri in uris if uri.startswith(WORKLOG)}
        if not names:
            return {}
        signs = await self._work.do(self._desk.worklogs, set(names.values()))
        return {uri: signs[name] for uri, name in names.items() if name in signs}

    async def _tell(self, news: Collection[str], *, list_changed: bool) -> None:
        if not news and not list_changed:
            return
        for uri in sorted(news):
            await self.bus.publish(ResourceUpdated(uri=uri))
        if list_changed:
            await self.bus.publish(ResourcesListChanged())
        async with anyio.create_task_group() as group:
            for client in list(self._clients.values()):
                group.start_soon(partial(client.tell, news, list_changed=list_changed))


def _changed(before: Mapping[str, object], now: Mapping[str, object]) -> set[str]:
    return {name for name in before.keys() | now.keys() if before.get(name) != now.get(name)}


def _name(ctx: ServerRequestContext[Any, Any]) -> str:
    """Which connection it is: over HTTP its id; a process that serves stdio has one."""
    headers = getattr(ctx.request, "headers", None)
    return str(headers.get("mcp-session-id", "")) if headers is not None else ""


def _offering_news(result: HandlerResult) -> HandlerResult:
    # The library says what its own handlers can; subscriptions of the earlier protocol are answered here.
    if not isinstance(result, dict):
        return result
    capabilities = result.get("capabilities", {})
    resources = {**capabilities.get("resources", {}), "subscribe": True, "listChanged": True}
    return {**result, "capabilities": {**capabilities, "resources": resources}}
