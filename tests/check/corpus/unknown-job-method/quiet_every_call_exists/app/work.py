from typing import Annotated

from fastapi import APIRouter, Depends

from .jobs import JobManager, get_job_manager

router = APIRouter()


@router.post("/work")
async def work(manager: Annotated[JobManager, Depends(get_job_manager)]):
    job_id = await manager.create_job("work")
    async with manager.running(job_id):
        await manager.update_job_progress(job_id, 50)
    return {"id": job_id, "active": manager.active, "known": len(manager), "ttl": manager.default_ttl}
