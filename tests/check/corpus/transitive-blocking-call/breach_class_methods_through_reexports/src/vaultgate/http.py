from anyio import to_thread
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

import vaultgate
from vaultgate import Secret, SecretName


async def show(request: Request) -> PlainTextResponse:
    secret = vaultgate.lookup(request.path_params["name"])  # here
    return PlainTextResponse(secret.value)


async def show_mounted(request: Request) -> PlainTextResponse:
    name = SecretName.parse(request.path_params["name"])
    return PlainTextResponse(Secret.load(name).value)  # here


async def show_threaded(request: Request) -> PlainTextResponse:
    secret = await to_thread.run_sync(vaultgate.lookup, request.path_params["name"])
    return PlainTextResponse(secret.value)


app = Starlette(
    routes=[
        Route("/secret/{name:path}", show),
        Route("/mounted/{name:path}", show_mounted),
        Route("/threaded/{name:path}", show_threaded),
    ]
)
