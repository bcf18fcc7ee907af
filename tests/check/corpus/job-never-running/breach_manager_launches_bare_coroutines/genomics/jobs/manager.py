import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timezone
from uuid import uuid4

from .schemas import JobInfo, JobStatus


class JobManager:
    def __init__(self) -> None:
        self._jobs: dict[str, JobInfo] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def submit(self, kind: str, func: Callable[..., Awaitable[None]], *args: str) -> str:
        job_id = str(uuid4())
        self._jobs[job_id] = JobInfo(id=job_id, kind=kind)
        self._tasks[job_id] = asyncio.ensure_future(func(job_id, *args))
        return job_id

    def update_status(self, job_id: str, status: JobStatus, error: str | None = None) -> None:
        job = self._jobs[job_id]
        job.status = status
        job.error = error
        if status is JobStatus.RUNNING:
            job.started_at = datetime.now(timezone.utc)

    def get(self, job_id: str) -> JobInfo:
        return self._jobs[job_id]


job_manager = JobManager()
