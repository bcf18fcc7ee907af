from datetime import datetime
from enum import Enum

from pydantic import BaseModel


class JobStatus(str, Enum):
    PENDING = "pending"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"


class JobInfo(BaseModel):
    id: str
    kind: str
    status: JobStatus = JobStatus.PENDING
    started_at: datetime | None = None
    error: str | None = None
