from asyncio import current_task

from sqlalchemy.ext.asyncio import AsyncSession, async_scoped_session, async_sessionmaker

from geo.routing import RoutingSession

Sessions = async_sessionmaker(sync_session_class=RoutingSession, expire_on_commit=False)
ScopedSession = async_scoped_session(Sessions, scopefunc=current_task)


async def session() -> AsyncSession:
    return Sessions()
