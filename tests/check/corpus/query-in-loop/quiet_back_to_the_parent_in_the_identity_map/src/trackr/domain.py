from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Sprint(Base):
    __tablename__ = "sprint"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    stories: Mapped[list[Story]] = relationship(back_populates="sprint")


class Person(Base):
    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    nick: Mapped[str]


class Story(Base):
    __tablename__ = "story"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    points: Mapped[int] = mapped_column(default=1)
    sprint_id: Mapped[int] = mapped_column(ForeignKey("sprint.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    sprint: Mapped[Sprint] = relationship(back_populates="stories")
