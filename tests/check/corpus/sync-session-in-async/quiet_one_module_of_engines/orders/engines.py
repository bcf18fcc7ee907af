"""Both engines: the API is async, the Celery workers are not."""

from sqlalchemy import Engine, create_engine
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session, sessionmaker

URL = "orders@db/orders"


def build_engine(pool_size: int = 5) -> Engine:
    return create_engine(f"postgresql+psycopg://{URL}", pool_size=pool_size)


def build_async_engine(pool_size: int = 20) -> AsyncEngine:
    return create_async_engine(f"postgresql+asyncpg://{URL}", pool_size=pool_size)


SyncSessionFactory = sessionmaker(build_engine(), class_=Session)
AsyncSessionFactory = async_sessionmaker(build_async_engine(), class_=AsyncSession, expire_on_commit=False)
