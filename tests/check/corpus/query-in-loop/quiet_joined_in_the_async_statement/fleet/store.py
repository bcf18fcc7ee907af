from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager, joinedload

from fleet.models import Driver, Trip


class TripStore:
    def __init__(self, session: AsyncSession):
        self._session = session

    async def long_trips(self, km: int) -> Sequence[Trip]:
        result = await self._session.execute(
            select(Trip)
            .join(Trip.driver)
            .join(Trip.van)
            .options(contains_eager(Trip.driver), contains_eager(Trip.van))
            .where(Trip.km >= km)
        )
        return result.scalars().all()

    async def drivers(self) -> Sequence[Driver]:
        result = await self._session.execute(
            select(Driver).options(joinedload(Driver.trips).joinedload(Trip.van)).order_by(Driver.name)
        )
        return result.unique().scalars().all()
