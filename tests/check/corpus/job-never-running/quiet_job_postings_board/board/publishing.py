import logging

import httpx

from .db import SessionLocal
from .models import Job, JobStatus

log = logging.getLogger(__name__)


async def publish_job(job_id: int) -> None:
    async with httpx.AsyncClient(base_url="https://portal.example.com") as portal:
        async with SessionLocal() as session:
            job = await session.get_one(Job, job_id)
            response = await portal.post("/vacancies", json={"title": job.title, "by": job.company.name})
            response.raise_for_status()
            job.status = JobStatus.PUBLISHED
            await session.commit()
    log.info("vacancy %s is out", job_id)


async def withdraw_job(job_id: int) -> None:
    async with httpx.AsyncClient(base_url="https://portal.example.com") as portal:
        await portal.delete(f"/vacancies/{job_id}")
    async with SessionLocal() as session:
        job = await session.get_one(Job, job_id)
        job.status = JobStatus.FILLED
        await session.commit()
