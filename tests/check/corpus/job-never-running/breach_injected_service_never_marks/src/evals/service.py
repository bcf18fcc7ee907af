import logging

import httpx

from .domain import EvaluationJob, EvaluationJobs, EvaluationStatus

logger = logging.getLogger(__name__)


class EvaluationService:
    def __init__(self, jobs: EvaluationJobs, client: httpx.AsyncClient) -> None:
        self._jobs = jobs
        self._client = client

    async def evaluate(self, job: EvaluationJob) -> None:  # here
        logger.info("evaluating %s on %s", job.model, job.dataset)
        try:
            response = await self._client.post("/evaluate", json={"model": job.model, "data": job.dataset})
            response.raise_for_status()
            await self._jobs.set_status(job.id, EvaluationStatus.SUCCEEDED, score=response.json()["score"])
        except Exception:
            logger.exception("evaluating %s", job.id)
            await self._jobs.set_status(job.id, EvaluationStatus.FAILED)

    async def compare(self, job: EvaluationJob, other: str) -> None:
        logger.info("comparing %s with %s", job.model, other)
        try:
            await self._jobs.set_status(job.id, EvaluationStatus.RUNNING)
            response = await self._client.post("/compare", json={"models": [job.model, other]})
            response.raise_for_status()
            await self._jobs.set_status(job.id, EvaluationStatus.SUCCEEDED, score=response.json()["win_rate"])
        except Exception:
            logger.exception("comparing, %s", job.id)
            await self._jobs.set_status(job.id, EvaluationStatus.FAILED)
