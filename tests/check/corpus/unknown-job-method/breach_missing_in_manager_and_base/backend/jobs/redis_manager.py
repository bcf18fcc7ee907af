import json

from redis.asyncio import Redis

from .base import BaseJobManager


class RedisJobManager(BaseJobManager):
    def __init__(self, redis: Redis, prefix: str = "job") -> None:
        super().__init__(prefix)
        self.redis = redis

    async def save(self, job_id: str, fields: dict) -> None:
        await self.redis.set(f"{self.prefix}:{job_id}", json.dumps(fields))

    async def load(self, job_id: str) -> dict | None:
        raw = await self.redis.get(f"{self.prefix}:{job_id}")
        return json.loads(raw) if raw else None
