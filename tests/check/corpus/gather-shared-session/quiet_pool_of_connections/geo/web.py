import asyncio

from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from geo.pool import Database
from geo.repository import PlaceRepository

database = Database("postgresql://localhost/geo")
places = PlaceRepository(database)


async def town(request):
    name = request.path_params["name"]
    lat, lon = float(request.query_params["lat"]), float(request.query_params["lon"])
    near, streets = await asyncio.gather(places.near(lat, lon), places.streets(name))
    return JSONResponse({"near": near, "streets": streets})


app = Starlette(routes=[Route("/towns/{name}", town)], on_startup=[database.start])
