from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from festival.storage import Model


class Stage(Model):
    __tablename__ = "stage"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    shows: Mapped[list[Show]] = relationship(back_populates="stage")


class Show(Model):
    __tablename__ = "show"

    id: Mapped[int] = mapped_column(primary_key=True)
    band: Mapped[str]
    begins: Mapped[dt.datetime]
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id"))
    stage: Mapped[Stage] = relationship(back_populates="shows")
