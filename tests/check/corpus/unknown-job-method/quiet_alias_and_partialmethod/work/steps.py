from work.manager import JobManager


def run(manager: JobManager, job_id: str) -> bool:
    manager.add_job(job_id)
    manager.start_job(job_id)
    manager.update_job(job_id, 50)
    manager.finish_job(job_id)
    return manager.is_done(job_id)
