from .manager import JobManager, get_job_manager

__all__ = ["JobManager", "get_job_manager"]
