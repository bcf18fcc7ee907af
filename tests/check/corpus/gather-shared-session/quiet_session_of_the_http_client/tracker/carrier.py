import asyncio
from collections.abc import Sequence

from aiohttp import ClientSession


async def state_of(session: ClientSession, number: str) -> str:
    async with session.get(f"/parcels/{number}") as response:
        return (await response.json())["state"]


async def states(session: ClientSession, numbers: Sequence[str]) -> list[str]:
    return await asyncio.gather(*(state_of(session, number) for number in numbers))
