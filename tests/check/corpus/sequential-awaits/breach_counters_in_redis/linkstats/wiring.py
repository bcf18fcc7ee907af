from redis.asyncio import Redis

from linkstats.store import LinkStats

_redis = Redis(host="localhost")


async def provide_stats() -> LinkStats:
    return LinkStats(_redis)
