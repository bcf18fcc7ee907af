from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

engine = create_async_engine("postgresql+asyncpg://photos@localhost/photos")
maker = async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)


@asynccontextmanager
async def session_context() -> AsyncIterator[AsyncSession]:
    async with maker() as session:
        yield session


async def get_session() -> AsyncIterator[AsyncSession]:
    async with session_context() as session:
        yield session
