import datetime as dt
from typing import Literal

from sqlmodel import Field, SQLModel, create_engine

State = Literal["queued", "running", "completed", "failed"]
engine = create_engine("sqlite:///backup.db")


class BackupJob(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    folder: str
    owner_mail: str
    state: str = "queued"
    finished_at: dt.datetime | None = None
