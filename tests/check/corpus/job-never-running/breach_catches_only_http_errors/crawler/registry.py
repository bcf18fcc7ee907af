"""What the crawler is doing, in memory."""

from typing import Any

JOBS: dict[str, dict[str, Any]] = {}


def new_job(job_id: str, url: str) -> None:
    JOBS[job_id] = {"url": url, "status": "queued", "pages": 0, "error": None}
