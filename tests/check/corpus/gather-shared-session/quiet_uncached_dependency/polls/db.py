from typing import Annotated

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

factory = async_sessionmaker(create_async_engine("postgresql+asyncpg://localhost/polls"))


class Base(DeclarativeBase):
    pass


class Vote(Base):
    __tablename__ = "votes"

    id: Mapped[int] = mapped_column(primary_key=True)
    poll: Mapped[str]
    choice: Mapped[str]


class Comment(Base):
    __tablename__ = "comments"

    id: Mapped[int] = mapped_column(primary_key=True)
    poll: Mapped[str]
    text: Mapped[str]


async def open_session():
    async with factory() as session:
        yield session


# Not cached: every parameter of this kind gets a session of its own.
OwnSession = Annotated[AsyncSession, Depends(open_session, use_cache=False)]
