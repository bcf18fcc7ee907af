import asyncio
import logging

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from replica import Reader, Writer
from replica.tables import Event

log = logging.getLogger("replica")


async def last_event(session: AsyncSession) -> int:
    return (await session.execute(select(func.max(Event.id)))).scalar() or 0


async def lag() -> int:
    async with Writer() as writer, Reader() as reader:
        newest, seen = await asyncio.gather(last_event(writer), last_event(reader))
    return newest - seen


async def watch(most: int = 1000) -> None:
    while True:
        behind = await lag()
        if behind > most:
            log.warning("the standby is %d events behind", behind)
        await asyncio.sleep(10)


if __name__ == "__main__":
    asyncio.run(watch())
