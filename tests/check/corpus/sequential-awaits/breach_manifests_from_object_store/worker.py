from arq import cron
from arq.connections import RedisSettings

from pipeline.catalog import build_catalog


async def nightly_catalog(ctx):
    return await build_catalog()


class WorkerSettings:
    cron_jobs = [cron(nightly_catalog, hour=2, minute=15)]
    redis_settings = RedisSettings()
