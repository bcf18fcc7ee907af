import asyncio

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.routing import Route

from links.db import Link, sessions
from links.stats import count_click

background = set()


async def follow(request):
    async with sessions() as session:
        link = await session.get(Link, request.path_params["slug"])
    if link is None:
        return PlainTextResponse("unknown", status_code=404)
    task = asyncio.create_task(count_click(link))
    background.add(task)
    task.add_done_callback(background.discard)
    return RedirectResponse(link.target)


app = Starlette(routes=[Route("/{slug}", follow)])
