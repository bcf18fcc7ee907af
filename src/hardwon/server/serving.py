"""Runs an app in the daemon's loop, on a socket that is already bound."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI


class _Server(uvicorn.Server):
    """A uvicorn server that leaves signals alone and sleeps until it is to end."""

    def __init__(self, config: uvicorn.Config, stopping: asyncio.Event, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._stopping = stopping
        self._started = started

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield  # the daemon handles them, and ends more than this server

    async def main_loop(self) -> None:
        # uvicorn's own wakes ten times a second, to renew a Date header that is not sent here.
        await self.on_tick(0)
        self._started()
        await self._stopping.wait()


async def serve(
    app: FastAPI,
    listening: socket.socket,
    stopping: asyncio.Event,
    *,
    started: Callable[[], None] = lambda: None,
) -> None:
    """Serves `app` on `listening` until `stopping` is set, then closes what is open within two seconds.

    `started` is called once requests are answered.
    """
    config = uvicorn.Config(
        app,
        lifespan="off",
        log_config=None,
        access_log=False,
        date_header=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=2,
        ws_max_size=1 << 16,
    )
    await _Server(config, stopping, started).serve(sockets=[listening])
