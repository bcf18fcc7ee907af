from contextvars import ContextVar
from uuid import uuid4

from sqlalchemy.ext.asyncio import async_scoped_session, async_sessionmaker, create_async_engine

request_id: ContextVar[str] = ContextVar("request_id")
engine = create_async_engine("postgresql+asyncpg://localhost/orders")

# One session a request; a task copies its parent's context and so gets the same one.
db = async_scoped_session(async_sessionmaker(engine), scopefunc=request_id.get)


async def session_per_request(request, call_next):
    request_id.set(uuid4().hex)
    try:
        return await call_next(request)
    finally:
        await db.remove()
