from product.jobs import JobManager
from product.legacy.jobs import JobManager as LegacyJobManager


def hourly() -> None:
    manager = JobManager()
    job_id = manager.create_job("hourly", priority=2)
    manager.update_job_progress(job_id, 1, status="running")
    manager = LegacyJobManager()
    manager.update_job_status(job_id, "running")
