from __future__ import annotations

import httpx
from aiolimiter import AsyncLimiter


class Nominatim:
    """One request a second, as the terms of use ask."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._limiter = AsyncLimiter(1, 1)

    async def search(self, address: str) -> tuple[float, float] | None:
        async with self._limiter:
            response = await self._client.get("/search", params={"q": address, "format": "json"})
        hits = response.json()
        return (float(hits[0]["lat"]), float(hits[0]["lon"])) if hits else None
