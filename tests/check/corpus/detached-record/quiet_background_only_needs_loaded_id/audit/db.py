from collections.abc import AsyncGenerator

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.schema import ForeignKey


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    entries: Mapped[list["AuditEntry"]] = relationship(back_populates="user")


class AuditEntry(Base):
    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    action: Mapped[str]
    user: Mapped[User] = relationship(back_populates="entries")


sessionmaker = async_sessionmaker(create_async_engine("postgresql+asyncpg:///audit"), expire_on_commit=False)


async def session() -> AsyncGenerator[AsyncSession, None]:
    async with sessionmaker() as s:
        yield s


async def count_entries(s: AsyncSession) -> int:
    return (await s.scalar(func.count(AuditEntry.id))) or 0
