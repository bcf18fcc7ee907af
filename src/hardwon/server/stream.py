"""The events as they happen, over a WebSocket."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Literal

from pydantic import BaseModel
from starlette.websockets import WebSocket, WebSocketDisconnect

from hardwon.server.lines import as_row
from hardwon.server.models import DashboardSource, EventRow
from hardwon.store import Event

# A client's offset belongs to another journal: it must begin anew. In the range for applications.
EPOCH_CHANGED = 4409


class Hello(BaseModel):
    """The first message: which journal this is."""

    type: Literal["hello"] = "hello"
    epoch: str


class NewEvents(BaseModel):
    """All others: the next events, in order."""

    type: Literal["events"] = "events"
    events: list[EventRow]


async def stream_events(socket: WebSocket, source: DashboardSource, *, after: int, epoch: str) -> None:
    """Sends the events after the offset `after` and goes on with new ones, until either end has enough.

    Closes with 4409 where `epoch` is given and not the journal's.
    """
    await socket.accept()
    present = await asyncio.to_thread(source.epoch)
    sending = asyncio.create_task(_send(socket, source, after, present, reload=epoch not in ("", present)))
    hanging_up = asyncio.create_task(_until_closed(socket))
    try:
        # Reader and writer live and die together: a writer alone would not notice a closed page.
        await asyncio.wait([sending, hanging_up], return_when=asyncio.FIRST_COMPLETED)
    finally:
        sending.cancel()
        hanging_up.cancel()
        results = await asyncio.gather(sending, hanging_up, return_exceptions=True)
    for result in results:
        if isinstance(result, Exception) and not isinstance(result, WebSocketDisconnect):
            raise result


async def _send(socket: WebSocket, source: DashboardSource, after: int, epoch: str, *, reload: bool) -> None:
    await socket.send_text(Hello(epoch=epoch).model_dump_json())
    if reload:
        await socket.close(EPOCH_CHANGED, "the journal was made anew")
        return
    async for batch in source.follow(after):
        await socket.send_text(_as_message(batch))
    await socket.close(1001, "the daemon ends")


def _as_message(batch: Sequence[Event]) -> str:
    return NewEvents(events=[as_row(event) for event in batch]).model_dump_json()


async def _until_closed(socket: WebSocket) -> None:
    with suppress(WebSocketDisconnect):
        while True:
            await socket.receive_text()  # a page has nothing to say
