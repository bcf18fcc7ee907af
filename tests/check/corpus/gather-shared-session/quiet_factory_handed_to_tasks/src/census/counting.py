import asyncio
from collections.abc import Callable

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from .models import Person
from .wiring import Container


async def in_district(make: async_sessionmaker[AsyncSession], district: str) -> int:
    async with make() as session:
        return await session.scalar(select(func.count()).where(Person.district == district)) or 0


async def born_in(session: AsyncSession, year: int) -> int:
    """Closes the session it was given."""
    async with session:
        return await session.scalar(select(func.count()).where(Person.born == year)) or 0


class Census:
    def __init__(self, container: Container) -> None:
        self._sessions: Callable[[], AsyncSession] = container.session_factory
        self._container = container

    async def districts(self, names: list[str]) -> dict[str, int]:
        factory = self._container.session_factory
        counts = await asyncio.gather(*(in_district(factory, name) for name in names))
        return dict(zip(names, counts))

    async def years(self, first: int, last: int) -> list[int]:
        years = range(first, last + 1)
        return await asyncio.gather(*[born_in(self._sessions(), year) for year in years])
