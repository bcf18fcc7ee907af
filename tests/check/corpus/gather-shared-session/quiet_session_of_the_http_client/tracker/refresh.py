import asyncio

import aiohttp
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from tracker.carrier import state_of, states
from tracker.models import Parcel

engine = create_async_engine("postgresql+asyncpg://localhost/tracker")


async def refresh() -> int:
    async with AsyncSession(engine) as db, aiohttp.ClientSession("https://carrier.example.com") as session:
        query = select(Parcel).where(Parcel.state != "delivered")
        parcels = (await db.scalars(query)).all()
        found = await states(session, [parcel.number for parcel in parcels])
        for parcel, state in zip(parcels, found):
            parcel.state = state
        await db.commit()
        return len(parcels)


async def compare(first: str, second: str) -> bool:
    async with aiohttp.ClientSession("https://carrier.example.com") as session:
        one, other = await asyncio.gather(state_of(session, first), state_of(session, second))
    return one == other
