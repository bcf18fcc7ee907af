import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable

import aiomqtt

logger = logging.getLogger(__name__)


class MqttBridge:
    """Listens in a thread of its own: the library needs a selector loop, the web server runs another."""

    def __init__(self, host: str, on_message: Callable[[str, bytes], None]) -> None:
        self._host = host
        self._on_message = on_message
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._main, name="mqtt", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()

    def _main(self) -> None:
        loop = asyncio.SelectorEventLoop()
        asyncio.set_event_loop(loop)
        try:
            loop.run_until_complete(self._listen())
        finally:
            loop.close()

    async def _listen(self) -> None:
        async with aiomqtt.Client(self._host) as client:
            await client.subscribe("doors/#")
            async for message in client.messages:
                if self._stopping.is_set():
                    return
                with contextlib.suppress(ValueError):
                    self._on_message(str(message.topic), bytes(message.payload))
