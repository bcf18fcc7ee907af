from __future__ import annotations

import asyncio
import enum
import logging
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

_log = logging.getLogger(__name__)


class Phase(enum.StrEnum):
    WAITING = enum.auto()
    RUNNING = enum.auto()
    DONE = enum.auto()
    FAILED = enum.auto()


@dataclass
class Job:
    id: int
    phase: Phase = Phase.WAITING
    outcome: Any = None


class JobManager:
    def __init__(self) -> None:
        self.jobs: dict[int, Job] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    def create(self) -> Job:
        job = Job(len(self.jobs) + 1)
        self.jobs[job.id] = job
        return job

    def start(self, job: Job, work: Coroutine[Any, Any, Any]) -> None:
        job.phase = Phase.RUNNING
        _log.info("job %d starts", job.id)
        task = asyncio.create_task(self._supervise(job, work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _supervise(self, job: Job, work: Coroutine[Any, Any, Any]) -> None:
        try:
            job.outcome = await work
            job.phase = Phase.DONE
        except Exception as error:
            _log.exception("job %d failed", job.id)
            job.outcome = error
            job.phase = Phase.FAILED
