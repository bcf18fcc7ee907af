import asyncio
from collections.abc import Coroutine
from typing import Any


class JobService:
    def __init__(self) -> None:
        self.states: dict[str, str] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    def start_job(self, job_id: str, work: Coroutine[Any, Any, None]) -> None:
        self.states[job_id] = "running"
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def mark_completed(self, job_id: str) -> None:
        self.states[job_id] = "completed"

    def mark_failed(self, job_id: str, reason: str) -> None:
        self.states[job_id] = f"failed: {reason}"

    def get_status(self, job_id: str) -> str | None:
        return self.states.get(job_id)
