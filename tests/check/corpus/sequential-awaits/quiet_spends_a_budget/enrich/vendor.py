from typing import TypedDict

import httpx


class Company(TypedDict):
    domain: str
    employees: int
    credits: int


class Vendor:
    def __init__(self, key: str) -> None:
        self._key = key

    async def lookup(self, domain: str) -> Company:
        async with httpx.AsyncClient() as http:
            response = await http.get(
                "https://vendor.example.com/companies", params={"domain": domain, "key": self._key}
            )
            response.raise_for_status()
            return response.json()
