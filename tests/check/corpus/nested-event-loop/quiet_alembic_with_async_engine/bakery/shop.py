from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from bakery.models import Loaf

engine = create_async_engine("postgresql+asyncpg://bakery@localhost/bakery")
sessions = async_sessionmaker(engine)


async def loaves_of(kind: str) -> list[Loaf]:
    async with sessions() as session:
        return list(await session.scalars(select(Loaf).where(Loaf.kind == kind)))


async def bake(session: AsyncSession, kind: str, grams: int) -> Loaf:
    loaf = Loaf(kind=kind, grams=grams)
    session.add(loaf)
    await session.flush()
    return loaf
