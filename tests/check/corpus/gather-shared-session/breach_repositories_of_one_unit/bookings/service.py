import asyncio

from .unit_of_work import UnitOfWork


async def overview(guest_id: int) -> dict:
    async with UnitOfWork() as uow:
        guest, stays = await asyncio.gather(  # here
            uow.guests.get(guest_id),
            uow.stays.of_guest(guest_id),
        )
        return {"name": guest.name if guest else None, "nights": [s.arrives for s in stays]}


async def _stays(guest_id: int) -> int:
    async with UnitOfWork() as uow:
        return len(await uow.stays.of_guest(guest_id))


async def compare(first: int, second: int) -> bool:
    """Each side has a unit of work of its own."""
    left, right = await asyncio.gather(_stays(first), _stays(second))
    return left > right
