from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

engine = create_async_engine("postgresql+asyncpg://localhost/species")


@asynccontextmanager
async def open_session():
    session = AsyncSession(engine, expire_on_commit=False)
    try:
        yield session
        await session.commit()
    finally:
        await session.close()
