from datetime import datetime, timezone

from celery import Celery
from sqlalchemy import update

from reports.db import SessionLocal
from reports.entities import Export, Report

celery = Celery("reports", broker="redis://redis/0")


@celery.task
def render(report_id):
    with SessionLocal.begin() as session:
        report = session.get(Report, report_id)
        path = "/exports/" + str(report_id) + ".pdf"
        with open(path, "w") as out:
            out.write(report.title)
        session.execute(
            update(Export)
            .where(Export.id == "export-" + str(report_id))  # here
            .values(state="done", path=path, finished_at=datetime.now(timezone.utc))
        )


@celery.task
def cancel(export_id):
    with SessionLocal.begin() as session:
        session.execute(update(Export).where(Export.id == export_id).values(state="cancelled"))


@celery.task
def purge(report_id):
    with SessionLocal.begin() as session:
        session.execute(update(Export).where(Export.report_id == report_id).values(path=None))
