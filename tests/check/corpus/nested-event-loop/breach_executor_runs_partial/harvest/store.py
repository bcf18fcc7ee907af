import asyncpg

_pool = None


async def pool():
    global _pool
    if _pool is None:
        _pool = await asyncpg.create_pool("postgresql://harvest@db/harvest")
    return _pool


async def insert_readings(greenhouse, readings):
    connection_pool = await pool()
    async with connection_pool.acquire() as connection:
        await connection.executemany(
            "insert into reading (greenhouse, sensor, value) values ($1, $2, $3)",
            [(greenhouse, sensor, value) for sensor, value in readings],
        )
