from arq.connections import RedisSettings
from sqlalchemy import text

from reporting.db import Session


async def startup(ctx):
    ctx["session_factory"] = Session


async def generate_report(ctx, report):
    async with ctx["session_factory"]() as session:
        rows = await session.scalar(text("select count(*) from facts"))
        report.rows = rows
        report.status = "ready"
        await session.commit()


class WorkerSettings:
    functions = [generate_report]
    on_startup = startup
    redis_settings = RedisSettings()
