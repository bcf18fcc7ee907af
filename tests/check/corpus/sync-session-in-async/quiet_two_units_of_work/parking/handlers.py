from parking.models import Place
from parking.uow import UnitOfWork


async def park(uow: UnitOfWork, number: int, plate: str) -> bool:
    async with uow:
        place = await uow.session.get(Place, number)
        if place is None or place.plate:
            return False
        place.plate = plate
        await uow.commit()
        return True
