import datetime as dt
import logging
import subprocess

from sqlmodel import Session

from .records import BackupJob, State, engine

logger = logging.getLogger(__name__)


def _set(job_id: int, state: State) -> BackupJob:
    with Session(engine, expire_on_commit=False) as session:
        job = session.get_one(BackupJob, job_id)
        job.state = state
        if state in ("completed", "failed"):
            job.finished_at = dt.datetime.now(dt.UTC)
        session.commit()
        return job


def back_up(job_id: int) -> None:
    job = _set(job_id, "running")
    logger.info("backing up %s", job.folder)
    try:
        subprocess.run(["restic", "backup", job.folder], check=True)
    except Exception:
        logger.exception("backing up %s", job.folder)
        _set(job_id, "failed")
    else:
        _set(job_id, "completed")
