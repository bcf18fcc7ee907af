from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from polls.syncify import syncify

engine = create_async_engine("sqlite+aiosqlite:///polls.db")


async def count_votes(poll_id):
    async with engine.connect() as connection:
        result = await connection.execute(text("select count(*) from vote where poll_id = :id"), {"id": poll_id})
        return result.scalar_one()


@syncify
async def close_poll(poll_id):
    async with engine.begin() as connection:
        await connection.execute(text("update poll set open = false where id = :id"), {"id": poll_id})
