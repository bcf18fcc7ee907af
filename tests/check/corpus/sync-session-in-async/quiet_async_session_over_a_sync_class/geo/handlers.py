from aiohttp import web

from geo import places

routes = web.RouteTableDef()


@routes.get("/places")
async def search(request: web.Request) -> web.Response:
    found = await places.named(request.query["name"])
    return web.json_response([{"id": place.id, "name": place.name} for place in found])


@routes.put("/places/{id}")
async def rename(request: web.Request) -> web.Response:
    await places.rename(int(request.match_info["id"]), await request.text())
    return web.Response(status=204)
