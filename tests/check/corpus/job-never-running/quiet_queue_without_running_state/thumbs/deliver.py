import logging

import httpx
from sqlmodel.ext.asyncio.session import AsyncSession

from .engine import engine
from .outbox import JobStatus, WebhookJob

log = logging.getLogger(__name__)


async def deliver(job_id: int) -> None:
    log.info("delivering webhook %s", job_id)
    async with AsyncSession(engine) as session:
        job = await session.get(WebhookJob, job_id)
        try:
            async with httpx.AsyncClient(timeout=5) as client:
                response = await client.post(job.url, content=job.body)
                response.raise_for_status()
            job.status = JobStatus.DELIVERED
        except Exception:
            log.exception("webhook %s dropped", job_id)
            job.status = JobStatus.DROPPED
        await session.commit()
