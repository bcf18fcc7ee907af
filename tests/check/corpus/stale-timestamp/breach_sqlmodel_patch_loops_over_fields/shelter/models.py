from datetime import datetime, timezone
from typing import Optional

from sqlmodel import Field, SQLModel


def utcnow() -> datetime:
    return datetime.now(timezone.utc)


class AnimalBase(SQLModel):
    name: str
    species: str
    weight: float


class Animal(AnimalBase, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    created_at: datetime = Field(default_factory=utcnow)
    updated_at: datetime = Field(default_factory=utcnow)


class AnimalUpdate(SQLModel):
    name: Optional[str] = None
    species: Optional[str] = None
    weight: Optional[float] = None
