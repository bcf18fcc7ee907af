import threading
from collections import UserDict


class JobStore(UserDict):
    def create_job(self, job_id: str) -> None:
        self[job_id] = "pending"

    def set_job_status(self, job_id: str, status: str) -> None:
        self[job_id] = status


class JobManager(threading.Thread):
    def __init__(self, store: JobStore) -> None:
        super().__init__(daemon=True)
        self.store = store
        self.stopping = threading.Event()

    def run(self) -> None:
        while not self.stopping.wait(1):
            for job_id, status in list(self.store.items()):
                if status == "pending":
                    self.store.set_job_status(job_id, "running")

    def stop_jobs(self) -> None:
        self.stopping.set()
