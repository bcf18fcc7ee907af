from typing import Self

from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from .repositories import GuestRepository, StayRepository

factory = async_sessionmaker(create_async_engine("postgresql+asyncpg://localhost/bookings"))


class UnitOfWork:
    guests: GuestRepository
    stays: StayRepository

    async def __aenter__(self) -> Self:
        self.session = factory()
        self.guests = GuestRepository(self.session)
        self.stays = StayRepository(self.session)
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.session.close()
