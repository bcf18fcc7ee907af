from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Copy(Base):
    __tablename__ = "copies"

    key: Mapped[str] = mapped_column(primary_key=True)
    etag: Mapped[str]


async def record(session: AsyncSession, key: str, etag: str) -> None:
    await session.merge(Copy(key=key, etag=etag))
    await session.commit()
