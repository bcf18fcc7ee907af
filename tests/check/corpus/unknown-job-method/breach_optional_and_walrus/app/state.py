from typing import Optional

from app.background_jobs import BackgroundJobs

_jobs: Optional[BackgroundJobs] = None


def init_jobs(limit: int) -> BackgroundJobs:
    global _jobs
    _jobs = BackgroundJobs(limit)
    return _jobs


def current_jobs() -> Optional[BackgroundJobs]:
    return _jobs
