from sqlalchemy import text

from .base import JobTask
from .extensions import celery, db
from .models import ReportJob


@celery.task(base=JobTask)
def run_report(job_id):
    job = db.session.get(ReportJob, job_id)
    rows = db.session.execute(text(job.query)).fetchall()
    with open(f"/var/reports/{job_id}.txt", "w") as file:
        file.writelines(f"{row}\n" for row in rows)
    job.rows = len(rows)
    db.session.commit()


@celery.task(base=JobTask, autoretry_for=(OSError,))
def count_report(job_id):
    job = db.session.get(ReportJob, job_id)
    job.rows = db.session.execute(text(f"select count(*) from ({job.query}) q")).scalar()
    db.session.commit()
