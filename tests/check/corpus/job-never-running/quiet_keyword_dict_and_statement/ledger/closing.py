import asyncio
import logging

from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from ledger.jobs import JobRepository
from ledger.jobs.repository import JobRow

logger = logging.getLogger(__name__)


class Closing:
    def __init__(self, sessions: async_sessionmaker[AsyncSession]) -> None:
        self.sessions = sessions
        self.jobs = JobRepository(sessions)

    def begin(self, job_id: str, year: int) -> list[asyncio.Task[None]]:
        return [
            asyncio.create_task(self.close_year(f"{job_id}-close", year)),
            asyncio.create_task(self.carry_over(f"{job_id}-carry", year)),
            asyncio.create_task(self.archive(f"{job_id}-archive", year)),
        ]

    async def close_year(self, job_id: str, year: int) -> None:
        logger.info("closing %d (%s)", year, job_id)
        try:
            await self.jobs.update(job_id, progress=0, status="running")
            async with self.sessions.begin() as session:
                await session.execute(text("call close_year(:year)"), {"year": year})
            await self.jobs.update(job_id, progress=100, status="completed")
        except Exception:
            logger.exception("closing %d (%s)", year, job_id)
            await self.jobs.update(job_id, status="failed")

    async def carry_over(self, job_id: str, year: int) -> None:
        logger.info("carrying %d over (%s)", year, job_id)
        try:
            await self.jobs.patch(job_id, {"status": "running"})
            async with self.sessions.begin() as session:
                await session.execute(text("call carry_over(:year)"), {"year": year})
            await self.jobs.patch(job_id, {"status": "completed", "result": {"year": year + 1}})
        except Exception as error:
            logger.exception("carrying %d over (%s)", year, job_id)
            await self.jobs.patch(job_id, {"status": "failed", "result": {"error": str(error)}})

    async def archive(self, job_id: str, year: int) -> None:
        logger.info("archiving %d (%s)", year, job_id)
        async with self.sessions() as session:
            await session.execute(update(JobRow).where(JobRow.id == job_id).values(status="running"))
            await session.commit()
            outcome = "completed"
            try:
                await session.execute(text("call archive(:year)"), {"year": year})
                await session.commit()
            except Exception:
                logger.exception("archiving %d (%s)", year, job_id)
                await session.rollback()
                outcome = "failed"
            await session.execute(update(JobRow).where(JobRow.id == job_id).values(status=outcome))
            await session.commit()
