import httpx
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncSession

from live.cache import Cache
from live.models import Match


class Scores:
    def __init__(self, session: AsyncSession, redis: Redis, client: httpx.AsyncClient) -> None:
        self.session = session
        self.redis = redis
        self.cache = Cache(redis)
        self.client = client

    async def score(self, match_id: int) -> dict[str, int]:
        async def read() -> dict[str, int]:
            match = await self.session.get_one(Match, match_id)
            return {"home": match.home, "away": match.away}

        return await self.cache.through(f"score:{match_id}", read)

    async def goal(self, match_id: int, side: str) -> None:
        async with self.redis.lock(f"lock:match:{match_id}", timeout=5):
            match = await self.session.get_one(Match, match_id)
            setattr(match, side, getattr(match, side) + 1)
            await self.session.commit()
        await self.cache.forget("score:" + str(match_id))
        await self.redis.publish(f"matches/{match_id}", f"{match.home}:{match.away}")
        await self.client.post(
            f"https://push.example.com/topics/match-{match_id}/messages",
            headers={"Idempotency-Key": f"{match_id}-{match.home}-{match.away}"},
            json={"text": f"{match.home}:{match.away}"},
        )

    async def viewers(self, match_id: int) -> int:
        return await self.redis.scard(self.cache.key("viewers", match_id))
