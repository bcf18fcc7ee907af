from core.ports import JobManager


class Publish:
    def __init__(self, jobs: JobManager) -> None:
        self._jobs = jobs

    async def __call__(self, name: str) -> str:
        job_id = await self._jobs.create_job(name)
        await self._jobs.set_status(job_id, "running")
        await self._jobs.attach_log(job_id, "published")
        return job_id
