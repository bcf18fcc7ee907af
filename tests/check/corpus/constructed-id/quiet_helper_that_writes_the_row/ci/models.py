from __future__ import annotations

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Build(Base):
    __tablename__ = "build"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    repository: Mapped[str]
    commit: Mapped[str]
    status: Mapped[str] = mapped_column(default="queued")


class Artifact(Base):
    __tablename__ = "artifact"

    id: Mapped[int] = mapped_column(primary_key=True)
    build_id: Mapped[str] = mapped_column(ForeignKey("build.id"), index=True)
    path: Mapped[str]
