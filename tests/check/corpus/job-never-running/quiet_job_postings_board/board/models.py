import enum
from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class JobStatus(enum.Enum):
    DRAFT = "draft"
    PUBLISHED = "published"
    FILLED = "filled"
    EXPIRED = "expired"


class Company(Base):
    __tablename__ = "companies"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Job(Base):
    """A vacancy."""

    __tablename__ = "jobs"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    status: Mapped[JobStatus] = mapped_column(default=JobStatus.DRAFT)
    closes_on: Mapped[date]
    company_id: Mapped[int] = mapped_column(ForeignKey(Company.id))
    company: Mapped[Company] = relationship(lazy="joined")
