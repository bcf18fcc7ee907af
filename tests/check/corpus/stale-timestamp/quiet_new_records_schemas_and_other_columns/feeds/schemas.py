from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel


class FeedView(BaseModel):
    url: str
    entries: int = 0
    updated_at: datetime | None = None


@dataclass
class FetchState:
    attempts: int = 0
    updated_at: datetime | None = None
