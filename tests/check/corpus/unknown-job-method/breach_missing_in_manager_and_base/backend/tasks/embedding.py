import asyncio

from redis.asyncio import Redis

from ..jobs.redis_manager import RedisJobManager


async def embed(job_id: str, texts: list[str]) -> None:
    manager = RedisJobManager(Redis())
    await manager.mark_job_running(job_id)
    try:
        vectors = [[float(len(text))] for text in texts]
        await asyncio.sleep(0)
    except ValueError as error:
        await manager.mark_job_failed(job_id, str(error))  # here
        raise
    await manager.mark_job_completed(job_id, vectors)
    print(await manager.load(job_id))
