from abc import ABC, abstractmethod


class BaseJobManager(ABC):
    def __init__(self, prefix: str = "job") -> None:
        self.prefix = prefix

    @abstractmethod
    async def save(self, job_id: str, fields: dict) -> None: ...

    async def mark_job_running(self, job_id: str) -> None:
        await self.save(job_id, {"status": "running"})

    async def mark_job_completed(self, job_id: str, result: object = None) -> None:
        await self.save(job_id, {"status": "completed", "result": result})
