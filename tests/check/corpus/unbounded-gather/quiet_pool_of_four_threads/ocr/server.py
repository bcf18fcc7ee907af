from pathlib import Path

from aiohttp import web

from ocr.documents import Documents

documents = Documents(Path("scans"))
routes = web.RouteTableDef()


@routes.get("/documents/{name}/text")
async def text(request: web.Request) -> web.Response:
    return web.Response(text=await documents.text(request.match_info["name"]))


async def close(app: web.Application) -> None:
    documents.close()


def create_app() -> web.Application:
    app = web.Application()
    app.add_routes(routes)
    app.on_cleanup.append(close)
    return app
