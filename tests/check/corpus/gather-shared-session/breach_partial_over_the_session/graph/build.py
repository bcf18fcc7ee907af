import asyncio
from functools import partial

from .db import AsyncSessionLocal
from .lines import stations, stations_apart


async def build(lines: list[str]) -> set[tuple[str, str]]:
    edges: set[tuple[str, str]] = set()
    async with AsyncSessionLocal() as session:
        load = partial(stations, session)
        per_line = await asyncio.gather(*[load(line) for line in lines])  # here
    for codes in per_line:
        edges.update(zip(codes, codes[1:]))
    return edges


async def transfers(lines: list[str]) -> set[str]:
    per_line = await asyncio.gather(*[stations_apart(line) for line in lines])
    seen: set[str] = set()
    shared: set[str] = set()
    for codes in per_line:
        shared |= seen & set(codes)
        seen |= set(codes)
    return shared
