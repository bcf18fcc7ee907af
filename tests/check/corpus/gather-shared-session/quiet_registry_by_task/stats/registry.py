from asyncio import current_task
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import async_scoped_session, async_sessionmaker, create_async_engine

engine = create_async_engine("postgresql+asyncpg://localhost/stats")
Session = async_scoped_session(async_sessionmaker(engine), scopefunc=current_task)


@asynccontextmanager
async def task_session():
    try:
        yield Session()
    finally:
        await Session.remove()
