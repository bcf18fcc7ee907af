from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from graph.db import AsyncSessionLocal, Station


async def stations(session: AsyncSession, line: str) -> list[str]:
    result = await session.execute(select(Station.code).filter_by(line=line))
    return result.scalars().all()


async def stations_apart(line: str) -> list[str]:
    async with AsyncSessionLocal() as session:
        return await stations(session, line)
