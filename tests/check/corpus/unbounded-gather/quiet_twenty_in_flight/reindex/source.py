from collections.abc import AsyncIterator

import asyncpg


async def documents(dsn: str) -> AsyncIterator[dict]:
    connection = await asyncpg.connect(dsn)
    try:
        async with connection.transaction():
            async for row in connection.cursor("SELECT id, title, body FROM documents"):
                yield dict(row)
    finally:
        await connection.close()
