from dual.cluster import ClusterJobManager
from dual.local import LocalJobManager


def describe(manager: LocalJobManager | ClusterJobManager, name: str) -> str:
    job_id = manager.create_job(name)
    match manager:
        case ClusterJobManager():
            manager.drain_jobs()
            return job_id
        case LocalJobManager():
            return manager.tail_job(job_id)
