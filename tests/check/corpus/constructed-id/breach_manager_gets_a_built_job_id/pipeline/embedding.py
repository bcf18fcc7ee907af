import logging

from pipeline.jobs import JobManager

logger = logging.getLogger(__name__)


class EmbeddingPipeline:
    def __init__(self, jobs: JobManager, model) -> None:
        self.jobs = jobs
        self.model = model

    async def start(self, project_id: int) -> str:
        return await self.jobs.create_job("embed", {"label": f"embed_{project_id}"})

    async def run(self, project_id: int, texts: list[str]) -> list[list[float]]:
        job_id = f"embed_{project_id}"  # here
        await self.jobs.update_job_status(job_id, "running")
        vectors = [self.model.encode(text) for text in texts]
        await self.jobs.update_job_status(job_id, "completed")
        return vectors

    async def run_job(self, job_id: str, texts: list[str]) -> list[list[float]]:
        logger.info(f"embed_{job_id} starts")
        await self.jobs.update_job_status(job_id, "running")
        vectors = [self.model.encode(text) for text in texts]
        await self.jobs.update_job_status(job_id, status="completed")
        return vectors
