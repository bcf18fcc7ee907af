from jobkit import BaseJobManager


class JobManager(BaseJobManager):
    queue = "default"

    async def create_job(self, name: str) -> str:
        return await self.enqueue(self.queue, name)

    async def update_job_progress(self, job_id: str, progress: int, status: str | None = None) -> None:
        await self.patch(job_id, progress=progress, status=status)
