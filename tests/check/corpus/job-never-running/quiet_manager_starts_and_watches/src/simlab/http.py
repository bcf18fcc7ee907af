from aiohttp import web

from simlab.jobs import JobManager
from simlab.simulation import anneal, simulate

routes = web.RouteTableDef()
MANAGER = web.AppKey("manager", JobManager)


@routes.post("/simulations")
async def post_simulation(request: web.Request) -> web.Response:
    body = await request.json()
    manager = request.app[MANAGER]
    job = manager.create()
    manager.start(job, simulate(job, body["steps"]))
    return web.json_response({"id": job.id}, status=202)


@routes.post("/annealings")
async def post_annealing(request: web.Request) -> web.Response:
    body = await request.json()
    manager = request.app[MANAGER]
    job = manager.create()
    manager.start(job, anneal(job, body["temperature"]))
    return web.json_response({"id": job.id}, status=202)


def create_app() -> web.Application:
    app = web.Application()
    app[MANAGER] = JobManager()
    app.add_routes(routes)
    return app
