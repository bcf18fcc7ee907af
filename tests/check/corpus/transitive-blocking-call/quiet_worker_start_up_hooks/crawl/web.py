from aiohttp import web

from crawl.boot import wait_until_up
from crawl.urls import normal


async def before_start(app: web.Application) -> None:
    wait_until_up("http://queue:8161")


async def show(request: web.Request) -> web.Response:
    return web.Response(text=normal("https://example.org", request.query["link"]))


def make_app() -> web.Application:
    app = web.Application()
    app.on_startup.append(before_start)
    app.router.add_get("/normal", show)
    return app
