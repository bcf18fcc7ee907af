import asyncio
import json


class Hub:
    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._listeners: set[asyncio.Queue[str]] = set()

    def join(self) -> asyncio.Queue[str]:
        queue: asyncio.Queue[str] = asyncio.Queue(maxsize=100)
        self._listeners.add(queue)
        return queue

    async def broadcast(self, event: dict[str, object]) -> None:
        for queue in self._listeners:
            await queue.put(json.dumps(event))

    def broadcast_from_thread(self, event: dict[str, object]) -> None:
        self._loop.run_until_complete(self.broadcast(event))  # here

    def broadcast_safely(self, event: dict[str, object]) -> None:
        asyncio.run_coroutine_threadsafe(self.broadcast(event), self._loop).result()
