from datetime import datetime, timezone

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from .models import Plant


def stamp(*plants: Plant) -> None:
    moment = datetime.now(timezone.utc)
    for plant in plants:
        plant.updated_at = moment


class PlantRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def by_id(self, plant_id: int) -> Plant:
        return await self.session.get_one(Plant, plant_id)

    async def in_bed(self, bed: str) -> list[Plant]:
        return list(await self.session.scalars(select(Plant).where(Plant.bed == bed)))

    async def save(self, plant: Plant) -> None:
        plant.updated_at = datetime.now(timezone.utc)
        self.session.add(plant)
        await self.session.commit()
