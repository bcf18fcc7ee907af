from __future__ import annotations

from datetime import datetime, timezone
from typing import Any
from uuid import uuid4


class JobManager:
    """Keeps track of background jobs."""

    def __init__(self) -> None:
        self._jobs: dict[str, dict[str, Any]] = {}

    async def create_job(self, kind: str, payload: dict[str, Any]) -> str:
        job_id = uuid4().hex
        self._jobs[job_id] = {"kind": kind, "payload": payload, "status": "pending", "progress": 0}
        return job_id

    async def update_job_progress(
        self, job_id: str, progress: int | None = None, *, status: str | None = None, message: str = ""
    ) -> None:
        job = self._jobs[job_id]
        if progress is not None:
            job["progress"] = progress
        if status is not None:
            job["status"] = status
        job["message"] = message
        job["updated_at"] = datetime.now(timezone.utc)

    async def get_job(self, job_id: str) -> dict[str, Any] | None:
        return self._jobs.get(job_id)


job_manager = JobManager()
