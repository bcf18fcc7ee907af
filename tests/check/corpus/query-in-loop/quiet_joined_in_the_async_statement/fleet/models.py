from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.ext.asyncio import AsyncAttrs
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(AsyncAttrs, DeclarativeBase):
    pass


class Driver(Base):
    __tablename__ = "driver"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    trips: Mapped[list[Trip]] = relationship(back_populates="driver")


class Van(Base):
    __tablename__ = "van"

    id: Mapped[int] = mapped_column(primary_key=True)
    plate: Mapped[str] = mapped_column(String(12), unique=True)


class Trip(Base):
    __tablename__ = "trip"

    id: Mapped[int] = mapped_column(primary_key=True)
    km: Mapped[int]
    driver_id: Mapped[int] = mapped_column(ForeignKey("driver.id"), index=True)
    van_id: Mapped[int] = mapped_column(ForeignKey("van.id"), index=True)
    driver: Mapped[Driver] = relationship(back_populates="trips")
    van: Mapped[Van] = relationship()
