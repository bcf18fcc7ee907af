from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from service.models import Job


class BackgroundJobManager:
    def __init__(self, session_factory: sessionmaker[Session]) -> None:
        self._session_factory = session_factory

    def create_job(self, job_id: str) -> Job:
        with self._session_factory(expire_on_commit=False) as session:
            job = Job(id=job_id)
            session.add(job)
            session.commit()
            return job

    def cancel_job(self, job_id: str) -> bool:
        with self._session_factory.begin() as session:
            job = session.get(Job, job_id)
            if job is None or job.status not in ("pending", "running"):
                return False
            job.status = "cancelled"
            return True

    def list_jobs(self, status: str | None = None) -> list[str]:
        statement = select(Job.id)
        if status:
            statement = statement.where(Job.status == status)
        with self._session_factory() as session:
            return list(session.scalars(statement))
