import logging
from pathlib import Path

from aiohttp import web

from .repository import Checkout
from .versions import next_version, release_line

log = logging.getLogger(__name__)
routes = web.RouteTableDef()


@routes.post("/hooks/push")
async def pushed(request: web.Request) -> web.Response:
    body = await request.json()
    checkout = Checkout(Path("/srv/git") / body["repository"])
    if await checkout.fetch() != 0:
        raise web.HTTPBadGateway
    if not checkout.is_clean():  # here
        log.warning("%s has local changes", checkout.name)
    line = release_line(checkout, body["last_tag"])  # here
    return web.json_response({"release": line})


@routes.get("/next/{tag}")
async def preview(request: web.Request) -> web.Response:
    return web.Response(text=next_version(request.match_info["tag"]))
