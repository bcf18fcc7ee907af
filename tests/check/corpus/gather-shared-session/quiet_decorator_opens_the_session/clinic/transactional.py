import functools

from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

engine = create_async_engine("postgresql+asyncpg://localhost/clinic")
_maker = async_sessionmaker(engine, expire_on_commit=False)


def with_session(function):
    """Gives each call a session of its own as the first argument."""

    @functools.wraps(function)
    async def wrapper(*args, **kwargs):
        async with _maker() as session, session.begin():
            return await function(session, *args, **kwargs)

    return wrapper
