from typing import Annotated, Literal

from fastapi import APIRouter, BackgroundTasks, Depends
from sqlalchemy.ext.asyncio import AsyncSession

from .db import get_session
from .models import ExportJob
from .tasks import export_csv, export_json

router = APIRouter(prefix="/exports")


@router.post("/{table}", status_code=202)
async def create_export(
    table: str,
    kind: Literal["csv", "json"],
    background: BackgroundTasks,
    session: Annotated[AsyncSession, Depends(get_session)],
) -> dict[str, int]:
    job = ExportJob(table=table)
    session.add(job)
    await session.commit()
    if kind == "csv":
        background.add_task(export_csv, job.id)
    else:
        background.add_task(export_json, job.id)
    return {"job_id": job.id}
