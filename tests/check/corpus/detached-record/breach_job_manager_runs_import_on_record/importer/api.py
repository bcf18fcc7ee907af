from fastapi import APIRouter, HTTPException

from importer.db import new_session
from importer.jobs import job_manager
from importer.models import Upload
from importer.pipeline import run_import

router = APIRouter()


@router.post("/uploads/{upload_id}/import", status_code=202)
async def start_import(upload_id: int) -> dict[str, str]:
    async with new_session() as session:
        upload = await session.get(Upload, upload_id)
        if upload is None:
            raise HTTPException(status_code=404)
    job_id = await job_manager.submit(run_import, upload)  # here
    return {"job_id": job_id}
