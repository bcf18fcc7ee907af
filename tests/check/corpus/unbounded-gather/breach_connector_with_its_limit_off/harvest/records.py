import asyncio

import aiohttp

from .session import open_gentle_session, open_session

OAI = "https://oai.example.com"


async def list_identifiers(session: aiohttp.ClientSession, collection: str) -> list[str]:
    async with session.get(f"{OAI}/identifiers", params={"set": collection}) as response:
        return (await response.text()).split()


async def get_record(session: aiohttp.ClientSession, identifier: str) -> bytes:
    async with session.get(f"{OAI}/records/{identifier}") as response:
        return await response.read()


async def harvest(collection: str) -> list[bytes]:
    async with open_session() as session:
        identifiers = await list_identifiers(session, collection)
        tasks = []
        for identifier in identifiers:
            tasks.append(get_record(session, identifier))
        return await asyncio.gather(*tasks)  # here: warning


async def harvest_gently(collection: str) -> list[bytes]:
    async with open_gentle_session() as session:
        identifiers = await list_identifiers(session, collection)
        return await asyncio.gather(*(get_record(session, identifier) for identifier in identifiers))
