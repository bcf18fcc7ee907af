from reports import db
from reports.models import Job


class JobManager:
    @staticmethod
    def create_job():
        job = Job()
        db.session.add(job)
        db.session.commit()
        return job

    @staticmethod
    def update_job(job_id, **fields):
        Job.query.filter_by(id=job_id).update(fields)
        db.session.commit()

    @classmethod
    def complete_job(cls, job_id):
        cls.update_job(job_id, status="completed", progress=100)
