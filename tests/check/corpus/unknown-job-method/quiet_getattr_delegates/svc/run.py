from svc.backend import SqlBackend
from svc.manager import JobManager

manager = JobManager(SqlBackend("postgresql://localhost/jobs"))


def run(name):
    job_id = manager.create_job(name)
    manager.update_job_status(job_id, "running")
    manager.requeue_job(job_id)
