import logging

from fastapi import APIRouter, Depends, HTTPException, Request
from sqlalchemy.ext.asyncio import AsyncSession

from ingest.jobs import start_import
from ingest.models import Dataset, Job

router = APIRouter(prefix="/datasets")
log = logging.getLogger(__name__)


async def db(request: Request):
    async with request.app.state.sessionmaker() as session:
        yield session


@router.post("/{dataset_id}/import", status_code=202)
async def begin(dataset_id: int, session: AsyncSession = Depends(db)):
    dataset = await session.get(Dataset, dataset_id)
    if dataset is None:
        raise HTTPException(404, f"dataset-{dataset_id} is unknown")
    job = await start_import(session, dataset)
    log.info("import_%s is job %s", dataset_id, job.id)
    return {"job": job.id}


@router.get("/{dataset_id}/import")
async def progress(dataset_id: int, session: AsyncSession = Depends(db)):
    job = await session.get(Job, f"import_{dataset_id}")  # here
    if job is None:
        raise HTTPException(404)
    return {"status": job.status}


@router.get("/{dataset_id}/import/started")
async def started(dataset_id: int, session: AsyncSession = Depends(db)):
    dataset = await session.get(Dataset, dataset_id)
    job = await session.get(Job, dataset.job_id) if dataset else None
    return {"at": job.created_at if job else None, "label": f"Import {dataset_id}"}
