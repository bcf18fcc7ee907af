import logging

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from harvester.managers import JobManager
from harvester.models import JobStatus

logger = logging.getLogger(__name__)


async def harvest(sessions: async_sessionmaker[AsyncSession], source: str) -> int:
    async with sessions() as session:
        jobs = JobManager(session)
        job = await jobs.create(source=source)
        await jobs.set_status(job.id, JobStatus.RUNNING)
        try:
            found = len(source)
        except OSError as error:
            await jobs.set_error(job.id, str(error))
            raise
        await jobs.update(job.id, status=JobStatus.DONE)  # here
        logger.info("harvested %d", found)
        return found
