import uuid

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from .record import JobRecord


class JobManager:
    def __init__(self, sessions: async_sessionmaker[AsyncSession]) -> None:
        self._sessions = sessions

    async def create_job(self, kind: str, detail: dict | None = None) -> str:
        job_id = str(uuid.uuid4())
        async with self._sessions.begin() as session:
            session.add(JobRecord(job_id=job_id, kind=kind, detail=detail or {}))
        return job_id

    async def update_job_status(self, job_id: str, status: str) -> None:
        async with self._sessions.begin() as session:
            await session.execute(update(JobRecord).where(JobRecord.job_id == job_id).values(status=status))
