import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

logger = logging.getLogger(__name__)


class JobManager:
    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[Any]] = {}

    async def submit(self, func: Callable[..., Awaitable[Any]], *args: Any, **kwargs: Any) -> str:
        job_id = uuid4().hex
        self._tasks[job_id] = asyncio.create_task(self._run(job_id, func, *args, **kwargs))
        return job_id

    async def _run(self, job_id: str, func: Callable[..., Awaitable[Any]], *args: Any, **kwargs: Any) -> None:
        try:
            await func(*args, **kwargs)
        except Exception:
            logger.exception("job %s failed", job_id)
        finally:
            self._tasks.pop(job_id, None)


job_manager = JobManager()
