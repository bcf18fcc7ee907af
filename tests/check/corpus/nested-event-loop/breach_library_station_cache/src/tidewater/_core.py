import aiohttp

from ._cache import resolve


class Harbour:
    def __init__(self, code: str) -> None:
        self.code = code

    async def heights(self) -> list[float]:
        station = resolve(self.code)
        return await self.heights_of(station)

    async def heights_of(self, station: str) -> list[float]:
        async with aiohttp.ClientSession("https://tides.example.org") as http:
            async with http.get(f"/stations/{station}") as answer:
                return [float(row["h"]) for row in await answer.json()]
