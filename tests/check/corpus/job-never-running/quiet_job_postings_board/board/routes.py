from fastapi import APIRouter, BackgroundTasks

from .publishing import publish_job, withdraw_job

router = APIRouter(prefix="/jobs")


@router.post("/{job_id}/publish", status_code=202)
async def publish(job_id: int, tasks: BackgroundTasks) -> None:
    tasks.add_task(publish_job, job_id)


@router.post("/{job_id}/filled", status_code=202)
async def filled(job_id: int, tasks: BackgroundTasks) -> None:
    tasks.add_task(withdraw_job, job_id)
