from typing import cast

from nodes.manager import JobManager, RetryingJobManager


def handle(manager: JobManager, job_id: str) -> None:
    manager.start_job(job_id)
    if isinstance(manager, RetryingJobManager):
        manager.retry_job(job_id)
    else:
        manager.fail_job(job_id)


def handle_strictly(manager: JobManager, job_id: str) -> None:
    if not isinstance(manager, RetryingJobManager):
        raise TypeError(type(manager))
    manager.retry_job(job_id)


def retry(manager: JobManager, job_id: str) -> None:
    cast(RetryingJobManager, manager).retry_job(job_id)
