import os

from dual.cluster import ClusterJobManager
from dual.local import LocalJobManager

if host := os.environ.get("CLUSTER"):
    manager = ClusterJobManager(host)
else:
    manager = LocalJobManager()


def create(name: str) -> str:
    return manager.create_job(name)


def stop() -> None:
    if isinstance(manager, ClusterJobManager):
        manager.drain_jobs()
    elif isinstance(manager, LocalJobManager):
        print(manager.tail_job("last"))
