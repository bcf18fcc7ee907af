from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx


class PriceList:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def price(self, sku: str) -> Decimal:
        response = await self._client.get(f"/prices/{sku}")
        response.raise_for_status()
        return Decimal(response.json()["net"])

    async def prices(self, skus: list[str]) -> dict[str, Decimal]:
        found = await asyncio.gather(*(self.price(sku) for sku in skus))
        return dict(zip(skus, found, strict=True))
