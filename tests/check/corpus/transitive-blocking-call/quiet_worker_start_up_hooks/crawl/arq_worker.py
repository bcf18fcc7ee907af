from arq.connections import RedisSettings

from crawl.boot import chromium_version, wait_until_up
from crawl.urls import normal


async def startup(ctx: dict) -> None:
    wait_until_up("http://proxy:3128")
    ctx["browser"] = chromium_version()


async def visit(ctx: dict, base: str, link: str) -> str:
    url = normal(base, link)
    return f"{ctx['browser']} {url}"


class WorkerSettings:
    functions = [visit]
    on_startup = startup
    redis_settings = RedisSettings()
