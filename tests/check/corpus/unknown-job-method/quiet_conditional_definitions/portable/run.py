from portable.manager import JobManager


def run():
    manager = JobManager()
    job_id = manager.create_job(1)
    manager.update_job_status(job_id, "running")
    manager.signal_job(job_id, 15)
    print(manager.job_memory(job_id))
