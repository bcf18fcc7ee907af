from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from ingest.models import Dataset, Job


async def start_import(session: AsyncSession, dataset: Dataset) -> Job:
    job = Job(id=f"import_{uuid4().hex}")
    session.add(job)
    await session.flush()
    dataset.job_id = job.id
    await session.commit()
    return job
