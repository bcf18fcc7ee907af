import asyncio
from collections.abc import Coroutine
from typing import Any


class Permits:
    def __init__(self, count: int) -> None:
        self._free = asyncio.Semaphore(count)
        self._running: set[asyncio.Task[Any]] = set()

    async def spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Waits for a permit before the task is made; the task gives it back when it ends."""
        await self._free.acquire()
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        self._free.release()
