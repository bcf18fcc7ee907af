from .manager import JobManager, job_manager
from .schemas import JobInfo, JobStatus

__all__ = ["JobInfo", "JobManager", "JobStatus", "job_manager"]
