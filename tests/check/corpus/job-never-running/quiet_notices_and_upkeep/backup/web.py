from fastapi import BackgroundTasks, FastAPI
from sqlmodel import Session

from .records import BackupJob, engine
from .running import back_up
from .upkeep import forget_old_jobs, mail_owner

app = FastAPI()


@app.post("/backups", status_code=202)
def start(folder: str, owner: str, tasks: BackgroundTasks) -> int:
    with Session(engine) as session:
        job = BackupJob(folder=folder, owner_mail=owner)
        session.add(job)
        session.commit()
        job_id = job.id
    tasks.add_task(back_up, job_id)
    tasks.add_task(mail_owner, job_id)
    tasks.add_task(forget_old_jobs, days=90)
    return job_id
