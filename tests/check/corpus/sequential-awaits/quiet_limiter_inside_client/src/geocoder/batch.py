import csv
from collections.abc import Iterable
from pathlib import Path

import httpx

from geocoder.nominatim import Nominatim


def read_addresses(path: Path) -> list[str]:
    with path.open(newline="") as file:
        return [row["address"] for row in csv.DictReader(file)]


async def geocode(addresses: Iterable[str]) -> dict[str, tuple[float, float] | None]:
    places = {}
    async with httpx.AsyncClient(base_url="https://geo.example.com") as client:
        nominatim = Nominatim(client)
        for address in addresses:
            places[address] = await nominatim.search(address)
    return places
