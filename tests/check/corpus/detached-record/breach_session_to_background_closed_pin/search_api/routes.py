from fastapi import APIRouter, BackgroundTasks

from .deps import DbSession
from .indexing import rebuild_index

router = APIRouter()


@router.post("/projects/{project_id}/reindex", status_code=202)
async def reindex(project_id: int, db: DbSession, background: BackgroundTasks):
    background.add_task(rebuild_index, db, project_id)  # here
    return {"project": project_id}
