from jobsapi.manager import JobManager


def test_a_new_job_is_pending(clock):
    manager = JobManager(clock)
    manager.create_job("a")
    assert manager.status_of("a") == "pending"


def test_a_job_runs(clock):
    manager = JobManager(now=clock)
    job = manager.create_job("a")
    manager.update_status(job, "running")  # here
    assert manager.status_of(job) == "running"
