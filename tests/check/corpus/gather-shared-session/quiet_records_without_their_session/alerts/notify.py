import asyncio

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from alerts.models import Watcher
from alerts.sms import send


async def notify(session: AsyncSession, term: str, text: str) -> int:
    watchers = (await session.scalars(select(Watcher).where(Watcher.term == term).limit(50))).all()
    sent = await asyncio.gather(*(send(watcher.phone, text) for watcher in watchers))
    reached = [watcher.id for watcher, ok in zip(watchers, sent) if ok]
    await session.execute(
        update(Watcher).where(Watcher.id.in_(reached)).values(notified=Watcher.notified + 1)
    )
    await session.commit()
    return len(reached)


async def notify_first(session: AsyncSession, term: str, text: str) -> bool:
    """The query runs in a task that is awaited before the session is used again."""
    query = asyncio.create_task(session.scalar(select(Watcher).where(Watcher.term == term)))
    watcher = await query
    if watcher is None or not await send(watcher.phone, text):
        return False
    watcher.notified += 1
    await session.commit()
    return True
