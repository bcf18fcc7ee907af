from fastapi import APIRouter, BackgroundTasks, Depends
from sqlalchemy.orm import Session

from legacy_api.db.session import get_db
from legacy_api.importing import import_sheet

router = APIRouter()


@router.post("/rates/import")
def start_import(path: str, background_tasks: BackgroundTasks, db: Session = Depends(get_db)):
    background_tasks.add_task(import_sheet, db, path)
    return {"importing": path}
