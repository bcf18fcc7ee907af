import asyncpg


class Database:
    """A pool lends each query a connection of its own."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self.pool: asyncpg.Pool | None = None

    async def start(self) -> None:
        self.pool = await asyncpg.create_pool(self._dsn, min_size=2, max_size=10)

    async def fetch(self, query: str, *args: object) -> list[asyncpg.Record]:
        assert self.pool is not None
        async with self.pool.acquire() as connection:
            return await connection.fetch(query, *args)
