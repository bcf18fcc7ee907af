from typing import AsyncGenerator

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

_engine = create_async_engine("postgresql+asyncpg://localhost/inventory")
_session_maker = async_sessionmaker(_engine, class_=AsyncSession, expire_on_commit=False)


async def provide_session() -> AsyncGenerator[AsyncSession, None]:
    session = _session_maker()
    try:
        yield session
    finally:
        await session.close()
