from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Grape(Base):
    __tablename__ = "grape"

    id: Mapped[int] = mapped_column(primary_key=True)
    variety: Mapped[str]


class Parcel(Base):
    __tablename__ = "parcel"

    id: Mapped[int] = mapped_column(primary_key=True)
    hectares: Mapped[float]
    grape_id: Mapped[int] = mapped_column(ForeignKey("grape.id"))
    grape: Mapped[Grape] = relationship()
    harvests: Mapped[list[Harvest]] = relationship(back_populates="parcel")


class Harvest(Base):
    __tablename__ = "harvest"

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    kilos: Mapped[int]
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcel.id"))
    parcel: Mapped[Parcel] = relationship(back_populates="harvests")
