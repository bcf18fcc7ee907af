from enum import Enum
from typing import Optional

from sqlmodel import Field, SQLModel


class JobStatus(str, Enum):
    QUEUED = "queued"
    DELIVERED = "delivered"
    DROPPED = "dropped"


class WebhookJob(SQLModel, table=True):
    __tablename__ = "webhook_jobs"

    id: Optional[int] = Field(default=None, primary_key=True)
    url: str
    body: str
    status: JobStatus = JobStatus.QUEUED
