from __future__ import annotations

from datetime import datetime, timezone

from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Entity(DeclarativeBase):
    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True)


class Article(Entity):
    __tablename__ = "article"

    name: Mapped[str]
    amount: Mapped[int] = mapped_column(default=0)
    movements: Mapped[list[Movement]] = relationship(cascade="all")


class Movement(Entity):
    __tablename__ = "movement"

    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    delta: Mapped[int]
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(timezone.utc))
