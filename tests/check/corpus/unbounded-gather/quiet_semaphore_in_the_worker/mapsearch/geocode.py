import asyncio

import httpx


class Geocoder:
    _gate: asyncio.Semaphore

    def __init__(self, key: str, parallel: int = 6) -> None:
        self.key = key
        self._gate = asyncio.Semaphore(parallel)

    async def locate(self, address: str) -> dict | None:
        async with self._gate:
            return await self._request(address)

    async def _request(self, address: str) -> dict | None:
        async with httpx.AsyncClient(timeout=10) as client:
            response = await client.get("https://geo.example.com", params={"q": address, "key": self.key})
            hits = response.json()["results"]
        return hits[0] if hits else None
