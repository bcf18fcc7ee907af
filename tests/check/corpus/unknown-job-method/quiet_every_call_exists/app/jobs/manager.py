from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any


class JobManager:
    default_ttl = 3600

    def __init__(self) -> None:
        self._jobs: dict[str, dict[str, Any]] = {}

    @property
    def active(self) -> list[str]:
        return [job_id for job_id, job in self._jobs.items() if job["status"] == "running"]

    @staticmethod
    def new_id() -> str:
        return "job-1"

    async def create_job(self, name: str) -> str:
        job_id = self.new_id()
        self._jobs[job_id] = {"name": name, "status": "pending"}
        return job_id

    async def update_job_progress(self, job_id: str, progress: int = 0, *, status: str | None = None) -> None:
        self._jobs[job_id]["progress"] = progress
        if status:
            self._jobs[job_id]["status"] = status

    @asynccontextmanager
    async def running(self, job_id: str) -> AsyncIterator[None]:
        await self.update_job_progress(job_id, status="running")
        yield
        await self.update_job_progress(job_id, 100, status="completed")

    def __contains__(self, job_id: str) -> bool:
        return job_id in self._jobs

    def __len__(self) -> int:
        return len(self._jobs)


async def get_job_manager() -> AsyncIterator[JobManager]:
    yield JobManager()
