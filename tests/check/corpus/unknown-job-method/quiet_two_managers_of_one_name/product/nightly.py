from product.legacy.jobs import JobManager

manager = JobManager()


def nightly() -> None:
    job_id = manager.create_job("nightly")
    manager.update_job_status(job_id, "running")
