from typing import Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from .entities import Guest, Stay

M = TypeVar("M")


class Repository(Generic[M]):
    model: type[M]

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, pk: int) -> M | None:
        return await self._session.get(self.model, pk)


class GuestRepository(Repository[Guest]):
    model = Guest


class StayRepository(Repository[Stay]):
    model = Stay

    async def of_guest(self, guest_id: int) -> list[Stay]:
        result = await self._session.scalars(select(Stay).where(Stay.guest_id == guest_id))
        return list(result)
