from __future__ import annotations


class JobManager:
    def __init__(self, name: str) -> None:
        self.name = name
        self.statuses: dict[str, str] = {}

    @classmethod
    def for_queue(cls, queue: str) -> JobManager:
        return cls(queue)

    def enqueue_job(self, job_id: str) -> None:
        self.statuses[job_id] = "queued"

    def start_job(self, job_id: str) -> None:
        self.statuses[job_id] = "running"

    def fail_job(self, job_id: str, error: str) -> None:
        self.statuses[job_id] = "failed: " + error


class PriorityJobManager(JobManager):
    def __init__(self, name: str, levels: int = 3) -> None:
        super().__init__(name)
        self.levels = levels

    def promote_job(self, job_id: str) -> None:
        print("promoted", job_id, "of", self.levels)

    def fail_job(self, job_id: str, error: str) -> None:
        super().fail_job(job_id, error)
        super().requeue_job(job_id)  # here
