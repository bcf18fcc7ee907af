from dataclasses import dataclass

from redis.asyncio import Redis

PENDING, RUNNING, READY, BROKEN = "pending", "running", "ready", "broken"


@dataclass
class JobStore:
    """The state of each indexing job, in Redis, for the progress page."""

    redis: Redis

    async def open(self, job_id: str, documents: int) -> None:
        await self.redis.hset(f"job:{job_id}", mapping={"state": PENDING, "documents": documents})

    async def set_state(self, job_id: str, state: str, **extra: str) -> None:
        await self.redis.hset(f"job:{job_id}", mapping={"state": state, **extra})

    async def read(self, job_id: str) -> dict:
        return await self.redis.hgetall(f"job:{job_id}")
