from uuid import uuid4

from fastapi import APIRouter, BackgroundTasks

from .build import build_invoices, zip_invoices
from .jobs import jobs, run_tracked

router = APIRouter()


@router.post("/invoices/{month}")
async def build(month: str, tasks: BackgroundTasks):
    job_id = uuid4().hex
    await jobs.insert_one({"_id": job_id, "status": "pending"})
    tasks.add_task(run_tracked, job_id, build_invoices, month)
    return {"job_id": job_id}


@router.post("/invoices/{month}/archive")
async def archive(month: str, tasks: BackgroundTasks):
    job_id = uuid4().hex
    await jobs.insert_one({"_id": job_id, "status": "pending"})
    tasks.add_task(run_tracked, job_id, zip_invoices, month)
    return {"job_id": job_id}
