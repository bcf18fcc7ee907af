import asyncio
import logging
from typing import Awaitable, Callable

from .states import JobState

logger = logging.getLogger(__name__)


class QueueJobManager:
    def __init__(self, limit: int = 10) -> None:
        self._semaphore = asyncio.Semaphore(limit)
        self._states: dict[str, JobState] = {}
        self._tasks: dict[str, asyncio.Task] = {}

    def submit_job(self, job_id: str, work: Callable[[], Awaitable[None]]) -> None:
        self._set_job_state(job_id, JobState.PENDING)
        self._tasks[job_id] = asyncio.create_task(self._run_job(job_id, work))

    async def _run_job(self, job_id: str, work: Callable[[], Awaitable[None]]) -> None:
        async with self._semaphore:
            self._set_job_state(job_id, JobState.RUNNING)
            try:
                await work()
            except asyncio.CancelledError:
                self._set_job_state(job_id, JobState.CANCELLED)
                raise
            except Exception:
                logger.exception("job %s", job_id)
                self._set_state(job_id, JobState.FAILED)  # here
            else:
                self._set_job_state(job_id, JobState.DONE)

    def _set_job_state(self, job_id: str, state: JobState) -> None:
        self._states[job_id] = state

    def job_state(self, job_id: str) -> JobState:
        return self._states[job_id]
