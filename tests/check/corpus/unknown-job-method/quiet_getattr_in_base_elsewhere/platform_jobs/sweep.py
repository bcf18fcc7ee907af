from .manager import RemoteJobManager


def sweep(url, job_ids):
    manager = RemoteJobManager(url)
    for job_id in job_ids:
        manager.start_job(job_id)
        if manager.job_is_stale(job_id):
            manager.cancel_job(job_id)
        manager.update_job(job_id, "swept")
