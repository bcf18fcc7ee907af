from typing import Any

from sqlalchemy import JSON, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class JobRow(Base):
    __tablename__ = "job"

    id: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(default="queued")  # queued | running | completed | failed
    progress: Mapped[int] = mapped_column(default=0)
    result: Mapped[dict | None] = mapped_column(JSON)


class JobRepository:
    def __init__(self, sessions: async_sessionmaker[AsyncSession]) -> None:
        self._sessions = sessions

    async def patch(self, job_id: str, changes: dict[str, Any]) -> None:
        async with self._sessions.begin() as session:
            await session.execute(update(JobRow).where(JobRow.id == job_id).values(**changes))

    async def update(self, job_id: str, *, progress: int | None = None, status: str | None = None) -> None:
        changes: dict[str, Any] = {"progress": progress, "status": status}
        await self.patch(job_id, {key: value for key, value in changes.items() if value is not None})
