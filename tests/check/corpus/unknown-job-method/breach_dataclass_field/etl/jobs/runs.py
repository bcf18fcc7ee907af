import datetime as dt
from enum import StrEnum, auto


class RunStatus(StrEnum):
    QUEUED = auto()
    RUNNING = auto()
    SUCCEEDED = auto()


class JobRunManager:
    def __init__(self):
        self._runs: dict[int, tuple[RunStatus, dt.datetime]] = {}

    async def create_run(self, job_id: int) -> None:
        await self.update_run(job_id, status=RunStatus.QUEUED)

    async def update_run(self, job_id: int, *, status: RunStatus) -> None:
        self._runs[job_id] = status, dt.datetime.now(dt.UTC)

    async def heartbeat_run(self, job_id: int) -> None:
        status, _ = self._runs[job_id]
        self._runs[job_id] = status, dt.datetime.now(dt.UTC)
