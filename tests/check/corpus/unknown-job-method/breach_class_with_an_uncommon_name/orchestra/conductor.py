import uuid
from typing import Any


class Conductor:
    """Starts jobs and knows how far each of them is."""

    def __init__(self) -> None:
        self._jobs: dict[uuid.UUID, dict[str, Any]] = {}

    def create_job(self, name: str) -> uuid.UUID:
        job_id = uuid.uuid4()
        self._jobs[job_id] = {"name": name, "status": "pending", "progress": 0.0}
        return job_id

    def update_job_progress(self, job_id: uuid.UUID, progress: float, status: str | None = None) -> None:
        job = self._jobs[job_id]
        job["progress"] = progress
        if status:
            job["status"] = status

    def get_job(self, job_id: uuid.UUID) -> dict[str, Any]:
        return self._jobs[job_id]

    def delete_job(self, job_id: uuid.UUID) -> None:
        del self._jobs[job_id]
