import os
import subprocess

from celery.utils.log import get_task_logger

from mediahub.celery import app
from mediahub.transcoding.models import JobState, Session, TranscodeJob

log = get_task_logger(__name__)


def ffmpeg(*args):
    subprocess.run(["ffmpeg", "-y", *args], check=True, capture_output=True)


@app.task(acks_late=True)
def to_mp4(job_id):  # here
    log.info("to_mp4 %s", job_id)
    with Session() as db:
        job = db.get(TranscodeJob, job_id)
        target = os.path.splitext(job.source)[0] + ".mp4"
        try:
            ffmpeg("-i", job.source, "-c:v", "libx264", target)
        except Exception as exc:
            log.exception("to_mp4 %s failed", job_id)
            job.state = JobState.FAILED
            job.message = str(exc)
        else:
            job.state = JobState.SUCCEEDED
            job.target = target
        db.commit()


@app.task(acks_late=True)
def to_webm(job_id):
    log.info("to_webm %s", job_id)
    with Session() as db:
        job = db.get(TranscodeJob, job_id)
        job.state = JobState.RUNNING
        db.commit()
        target = os.path.splitext(job.source)[0] + ".webm"
        try:
            ffmpeg("-i", job.source, "-c:v", "libvpx-vp9", target)
        except Exception as exc:
            log.exception("to_webm %s failed", job_id)
            job.state = JobState.FAILED
            job.message = str(exc)
        else:
            job.state = JobState.SUCCEEDED
            job.target = target
        db.commit()
