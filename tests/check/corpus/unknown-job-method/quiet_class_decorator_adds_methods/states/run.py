from states.manager import JobManager

manager = JobManager()


def run(job_id):
    manager.create_job(job_id)
    manager.start_job(job_id)
    try:
        print(job_id)
    except OSError:
        manager.fail_job(job_id)
        raise
    manager.complete_job(job_id)
