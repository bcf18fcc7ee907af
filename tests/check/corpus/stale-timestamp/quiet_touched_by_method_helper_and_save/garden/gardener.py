from .repository import PlantRepository, stamp


class Gardener:
    def __init__(self, plants: PlantRepository) -> None:
        self.plants = plants

    async def water(self, plant_id: int) -> None:
        plant = await self.plants.by_id(plant_id)
        plant.waterings += 1
        plant.touch()
        await self.plants.session.commit()

    async def move(self, plant_id: int, bed: str) -> None:
        plant = await self.plants.by_id(plant_id)
        plant.bed = bed
        await self.plants.save(plant)

    async def swap(self, first_id: int, second_id: int) -> None:
        first = await self.plants.by_id(first_id)
        second = await self.plants.by_id(second_id)
        first.bed, second.bed = second.bed, first.bed
        stamp(first, second)
        await self.plants.session.commit()
