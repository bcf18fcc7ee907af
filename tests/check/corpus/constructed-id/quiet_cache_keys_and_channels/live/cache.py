import json
from collections.abc import Awaitable, Callable
from typing import Any

from redis.asyncio import Redis


class Cache:
    def __init__(self, redis: Redis, prefix: str = "live") -> None:
        self._redis = redis
        self._prefix = prefix

    def key(self, *parts: object) -> str:
        return ":".join([self._prefix, *map(str, parts)])

    async def through(self, key: str, read: Callable[[], Awaitable[Any]], seconds: int = 30) -> Any:
        cached = await self._redis.get(key)
        if cached is not None:
            return json.loads(cached)
        value = await read()
        await self._redis.set(key, json.dumps(value), ex=seconds)
        return value

    async def forget(self, key: str) -> None:
        await self._redis.delete(key)
