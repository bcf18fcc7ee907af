from typing import Protocol


class JobManager(Protocol):
    async def create_job(self, name: str) -> str: ...

    async def set_status(self, job_id: str, status: str) -> None: ...
