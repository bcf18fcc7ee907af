import asyncio

from mapsearch.geocode import Geocoder


class ImportService:
    def __init__(self, geocoder: Geocoder) -> None:
        self.geocoder = geocoder

    async def places(self, addresses: list[str]) -> dict[str, dict | None]:
        hits = await asyncio.gather(*(self.geocoder.locate(address) for address in addresses))
        return dict(zip(addresses, hits))

    async def places_by_task(self, addresses: list[str]) -> list[dict]:
        tasks = []
        async with asyncio.TaskGroup() as group:
            for address in addresses:
                tasks.append(group.create_task(self.geocoder.locate(address)))
        return [task.result() for task in tasks if task.result()]
