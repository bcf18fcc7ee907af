from app.background_jobs import BackgroundJobs
from app.state import current_jobs


def sync_mailbox(address: str, jobs: BackgroundJobs | None = None) -> int:
    if jobs is not None:
        jobs.begin_job(address)
    count = len(address)
    if jobs is not None:
        jobs.finish_job(address)  # here
    return count


def busy() -> int:
    if (jobs := current_jobs()) is not None:
        return len(jobs.get_running_jobs())  # here
    return 0


def mailboxes() -> list[str]:
    jobs = current_jobs()
    return jobs.running_jobs() if jobs else []
