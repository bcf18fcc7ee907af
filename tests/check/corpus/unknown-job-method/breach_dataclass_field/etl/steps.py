import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from etl.jobs.runs import JobRunManager, RunStatus


@dataclass(slots=True)
class Extract:
    job_id: int
    sources: Sequence[str]
    runs: JobRunManager = field(default_factory=JobRunManager)

    async def execute(self) -> None:
        await self.runs.create_run(self.job_id)
        await self.runs.update_run(self.job_id, status=RunStatus.RUNNING)
        for _ in self.sources:
            await asyncio.sleep(1)
            await self.runs.heartbeat(self.job_id)  # here
        await self.runs.update_run(self.job_id, status=RunStatus.SUCCEEDED)
