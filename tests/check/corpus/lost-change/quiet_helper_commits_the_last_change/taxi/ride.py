from sqlalchemy import inspect
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Ride(Base):
    __tablename__ = "rides"

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(default="ordered")
    driver: Mapped[str | None]
    cents: Mapped[int | None]


async def persist(session: AsyncSession, *, refresh: Ride | None = None) -> None:
    await session.commit()
    if refresh is not None and inspect(refresh).persistent:
        await session.refresh(refresh)
