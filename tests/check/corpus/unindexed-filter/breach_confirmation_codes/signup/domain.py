from __future__ import annotations

from datetime import datetime, timedelta
from secrets import token_urlsafe

from sqlalchemy import ForeignKey, String
from sqlalchemy.ext.asyncio import AsyncAttrs, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(AsyncAttrs, DeclarativeBase):
    pass


class Person(Base):
    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    invited_by: Mapped[str | None] = mapped_column(String(254))  # here: warning
    confirmed: Mapped[bool] = mapped_column(default=False)


class Confirmation(Base):
    __tablename__ = "confirmation"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    code: Mapped[str] = mapped_column(String(43), default=lambda: token_urlsafe(32))  # here: warning
    valid_until: Mapped[datetime] = mapped_column(default=lambda: datetime.now() + timedelta(hours=2))


engine = create_async_engine("postgresql+asyncpg://signup@localhost/signup")
async_session = async_sessionmaker(engine, expire_on_commit=False)
