from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends
from sqlalchemy.orm import Session, sessionmaker

from exports.db import Export, get_session, get_session_factory
from exports.run import run_export

router = APIRouter()


@router.post("/exports")
def create_export(
    background_tasks: BackgroundTasks,
    session: Annotated[Session, Depends(get_session)],
    session_factory: Annotated[sessionmaker[Session], Depends(get_session_factory)],
):
    export = Export()
    session.add(export)
    session.commit()
    background_tasks.add_task(run_export, session_factory, export.id)
    return {"id": export.id}
