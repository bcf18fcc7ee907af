from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Table
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


cast = Table(
    "cast",
    Base.metadata,
    Column("play_id", ForeignKey("plays.id"), primary_key=True),
    Column("actor_id", ForeignKey("actors.id"), primary_key=True),
)


class Play(Base):
    __tablename__ = "plays"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    scenes: Mapped[list[Scene]] = relationship(back_populates="play", order_by="Scene.number")
    actors: Mapped[list[Actor]] = relationship(secondary=cast)
    poster: Mapped[Poster | None] = relationship(back_populates="play")


class Scene(Base):
    __tablename__ = "scenes"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    play_id: Mapped[int] = mapped_column(ForeignKey("plays.id"))
    play: Mapped[Play] = relationship(back_populates="scenes")


class Actor(Base):
    __tablename__ = "actors"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Poster(Base):
    __tablename__ = "posters"

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str]
    play_id: Mapped[int] = mapped_column(ForeignKey("plays.id"))
    play: Mapped[Play] = relationship(back_populates="poster")
