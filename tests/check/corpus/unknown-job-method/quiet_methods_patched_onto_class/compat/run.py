from compat import extras
from compat.manager import JobManager

manager = JobManager()
print(extras.__name__)


def run(job_id):
    manager.update_job_status(job_id, "running")
    manager.update_job_progress(job_id, 100, status="done")
    manager.archive_job(job_id)
