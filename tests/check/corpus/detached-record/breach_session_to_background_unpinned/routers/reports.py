from fastapi import APIRouter, BackgroundTasks, Depends
from sqlalchemy.orm import Session

from db import get_db
from models import Report

router = APIRouter(prefix="/reports", tags=["reports"])


def build_report(db: Session, report_id: int):
    report = db.query(Report).filter(Report.id == report_id).one()
    report.state = "built"
    db.commit()


@router.post("/{report_id}/build")
def build(report_id: int, tasks: BackgroundTasks, db: Session = Depends(get_db)):
    tasks.add_task(build_report, db, report_id)  # here: advice
    return {"ok": True}
