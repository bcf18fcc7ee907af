from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker

Session = sessionmaker(create_engine("sqlite:///greenhouse.db"))


class Base(DeclarativeBase):
    pass


class JobStatus(enum.Enum):
    SCHEDULED = 1
    RUNNING = 2
    DONE = 3
    FAILED = 4


class WateringJob(Base):
    __tablename__ = "watering_jobs"

    id: Mapped[int] = mapped_column(primary_key=True)
    bed: Mapped[str]
    litres: Mapped[float]
    status: Mapped[JobStatus] = mapped_column(default=JobStatus.SCHEDULED)
    finished: Mapped[datetime | None]

    def start(self) -> None:
        self.status = JobStatus.RUNNING

    def finish(self) -> None:
        self.status = JobStatus.DONE
        self.finished = datetime.now()

    def fail(self) -> None:
        self.status = JobStatus.FAILED
