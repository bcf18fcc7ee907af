from datetime import datetime, timezone
from enum import Enum
from typing import Optional
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel


def utc() -> datetime:
    return datetime.now(timezone.utc)


class Outcome(str, Enum):
    waiting = "waiting"
    ready = "ready"
    failed = "failed"


class Conversion(SQLModel, table=True):
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    source: str
    outcome: Outcome = Outcome.waiting
    pages: Optional[int] = None
    updated_at: datetime = Field(default_factory=utc)
