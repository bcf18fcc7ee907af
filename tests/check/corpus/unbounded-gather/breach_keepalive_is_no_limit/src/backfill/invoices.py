import asyncio
from collections.abc import Iterable
from typing import Any

import httpx


class InvoiceSource:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def _one(self, number: str) -> dict[str, Any]:
        response = await self._client.get(f"/invoices/{number}")
        response.raise_for_status()
        return response.json()

    async def numbers(self, year: int) -> list[str]:
        response = await self._client.get("/invoices", params={"year": year, "fields": "number"})
        return [row["number"] for row in response.json()]

    async def load(self, numbers: Iterable[str]) -> list[dict[str, Any]]:
        return list(await asyncio.gather(*[self._one(number) for number in numbers]))  # here: warning

    async def open_and_paid(self) -> tuple[httpx.Response, httpx.Response]:
        return await asyncio.gather(
            self._client.get("/invoices", params={"state": "open"}),
            self._client.get("/invoices", params={"state": "paid"}),
        )
