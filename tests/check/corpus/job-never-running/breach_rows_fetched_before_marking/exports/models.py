import enum

from sqlalchemy.orm import Mapped, mapped_column

from .db import Base


class ExportStatus(str, enum.Enum):
    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class ExportJob(Base):
    __tablename__ = "export_jobs"

    id: Mapped[int] = mapped_column(primary_key=True)
    table: Mapped[str]
    status: Mapped[ExportStatus] = mapped_column(default=ExportStatus.PENDING)
    path: Mapped[str | None]
    error: Mapped[str | None]
