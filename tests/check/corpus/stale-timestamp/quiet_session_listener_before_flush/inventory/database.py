from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker


class Base(DeclarativeBase):
    pass


class Item(Base):
    __tablename__ = "items"

    sku: Mapped[str] = mapped_column(primary_key=True)
    stock: Mapped[int]
    price: Mapped[int]
    updated_at: Mapped[datetime | None]


class Shelf(Base):
    __tablename__ = "shelves"

    id: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str]
    updated_at: Mapped[datetime | None]


SessionLocal = sessionmaker(create_engine("postgresql+psycopg:///inventory"))


@event.listens_for(Session, "before_flush")
def touch_dirty(session: Session, flush_context: Any, instances: Any) -> None:
    for record in session.dirty:
        if session.is_modified(record) and hasattr(record, "updated_at"):
            record.updated_at = datetime.now(timezone.utc)
