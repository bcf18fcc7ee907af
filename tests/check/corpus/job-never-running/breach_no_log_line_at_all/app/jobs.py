from enum import Enum


class JobStatus(str, Enum):
    QUEUED = "queued"
    RUNNING = "running"
    SUCCESS = "success"
    FAILURE = "failure"


class JobBook:
    def __init__(self) -> None:
        self.entries: dict[str, JobStatus] = {}
        self.errors: dict[str, str] = {}

    def queue(self, job_id: str) -> None:
        self.entries[job_id] = JobStatus.QUEUED

    def mark(self, job_id: str, status: JobStatus, error: Exception | None = None) -> None:
        self.entries[job_id] = status
        if error is not None:
            self.errors[job_id] = str(error)


book = JobBook()
