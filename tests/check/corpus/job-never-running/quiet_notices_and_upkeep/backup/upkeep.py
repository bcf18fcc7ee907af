import datetime as dt
import logging
import smtplib

from sqlmodel import Session, col, delete

from .records import BackupJob, engine

logger = logging.getLogger(__name__)


def mail_owner(job_id: int) -> None:
    """Tells the owner how a finished job ended."""
    logger.info("mail about job %s", job_id)
    with Session(engine) as session:
        job = session.get_one(BackupJob, job_id)
        with smtplib.SMTP("localhost") as smtp:
            smtp.sendmail("backup@example.com", job.owner_mail, f"Subject: {job.folder} {job.state}\n")


def forget_old_jobs(days: int) -> None:
    logger.info("forgetting jobs older than %d days", days)
    limit = dt.datetime.now(dt.UTC) - dt.timedelta(days=days)
    with Session(engine) as session:
        session.exec(delete(BackupJob).where(col(BackupJob.finished_at) < limit))
        session.commit()
