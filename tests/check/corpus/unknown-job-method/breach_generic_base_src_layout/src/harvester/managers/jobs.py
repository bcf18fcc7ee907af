from harvester.managers.crud import CrudManager
from harvester.models import Job, JobStatus


class JobManager(CrudManager[Job]):
    model = Job

    async def set_status(self, job_id: int, status: JobStatus) -> None:
        job = await self.get(job_id)
        if job is not None:
            job.status = status
            await self.session.commit()

    async def set_error(self, job_id: int, error: str) -> None:
        job = await self.get(job_id)
        if job is not None:
            job.status = JobStatus.FAILED
            job.error = error
            await self.session.commit()
