from fastapi import APIRouter, Depends, HTTPException

from service.dependencies import get_job_manager
from service.job_manager import BackgroundJobManager

router = APIRouter(prefix="/jobs")


@router.get("/")
def list_jobs(status: str | None = None, manager: BackgroundJobManager = Depends(get_job_manager)):
    return manager.list_jobs(status)


@router.delete("/{job_id}")
def cancel(job_id: str, manager: BackgroundJobManager = Depends(get_job_manager)):
    if not manager.cancel(job_id):  # here
        raise HTTPException(409, "job is not cancellable")
    return {"cancelled": job_id}
