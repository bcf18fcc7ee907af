from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from search.federated import as_they_come, by_backend


async def search(request):
    text = request.query_params.get("q", "")
    if request.query_params.get("grouped"):
        return JSONResponse(await by_backend(text))
    return JSONResponse(await as_they_come(text))


app = Starlette(routes=[Route("/search", search)])
