from __future__ import annotations

import datetime as dt

from redis.asyncio import Redis


class LinkStats:
    def __init__(self, redis: Redis, prefix: str = "link") -> None:
        self.redis = redis
        self.prefix = prefix

    def _key(self, slug: str) -> str:
        return f"{self.prefix}:{slug}"

    async def clicks(self, slug: str) -> dict[str, int]:
        raw = await self.redis.hgetall(self._key(slug))
        return {day.decode(): int(count) for day, count in raw.items()}

    async def record(self, slug: str) -> None:
        await self.redis.hincrby(self._key(slug), dt.date.today().isoformat(), 1)

    async def reset(self, slugs: list[str]) -> None:
        async with self.redis.pipeline(transaction=True) as pipe:
            for slug in slugs:
                pipe.delete(self._key(slug))
            await pipe.execute()
