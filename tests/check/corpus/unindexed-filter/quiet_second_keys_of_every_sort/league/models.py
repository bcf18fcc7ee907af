from __future__ import annotations

import enum

from sqlalchemy import Enum, ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Division(enum.Enum):
    FIRST = 1
    SECOND = 2


class Club(Base):
    __tablename__ = "club"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    founded: Mapped[int]
    division: Mapped[Division] = mapped_column(Enum(Division, native_enum=False))
    points: Mapped[int] = mapped_column(default=0, index=True)
    goals: Mapped[int] = mapped_column(default=0)
    players: Mapped[list[Player]] = relationship(back_populates="club", order_by="Player.shirt")


class Player(Base):
    __tablename__ = "player"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    shirt: Mapped[int]
    club_id: Mapped[int] = mapped_column(ForeignKey("club.id"), index=True)
    club: Mapped[Club] = relationship(back_populates="players")
