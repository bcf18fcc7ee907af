from __future__ import annotations

from datetime import date
from typing import Self

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    async def save(self, session: AsyncSession) -> Self:
        session.add(self)
        await session.commit()
        return self


class Car(Base):
    __tablename__ = "cars"

    id: Mapped[int] = mapped_column(primary_key=True)
    plate: Mapped[str]


class Repair(Base):
    __tablename__ = "repairs"

    id: Mapped[int] = mapped_column(primary_key=True)
    car_id: Mapped[int]
    day: Mapped[date]
    note: Mapped[str] = mapped_column(default="")
