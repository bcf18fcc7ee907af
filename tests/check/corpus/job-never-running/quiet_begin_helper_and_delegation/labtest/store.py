from sqlalchemy import String, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

Sessions = async_sessionmaker(create_async_engine("postgresql+asyncpg:///lab"), expire_on_commit=False)


class Base(DeclarativeBase):
    pass


class AnalysisJob(Base):
    __tablename__ = "analysis_jobs"

    id: Mapped[int] = mapped_column(primary_key=True)
    probe: Mapped[str] = mapped_column(String(40))
    status: Mapped[str] = mapped_column(String(12), default="new")  # new, in_progress, ready, rejected


async def claim(session: AsyncSession, job_id: int) -> AnalysisJob | None:
    statement = select(AnalysisJob).where(AnalysisJob.id == job_id, AnalysisJob.status == "new")
    job = await session.scalar(statement.with_for_update(skip_locked=True))
    if job is not None:
        job.status = "in_progress"
        await session.commit()
    return job
