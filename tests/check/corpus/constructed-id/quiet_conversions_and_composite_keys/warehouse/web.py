from quart import Blueprint, current_app, request

from . import imports

bp = Blueprint("imports", __name__)


@bp.get("/imports/<raw_id>")
async def show(raw_id: str):
    async with current_app.sessions() as session:
        return {"id": f"urn:uuid:{raw_id}", "state": await imports.state(session, raw_id)}


@bp.post("/feeds/<name>/imports")
async def begin(name: str):
    async with current_app.sessions() as session:
        import_id = await imports.start(session, name)
        return {"id": import_id, "href": request.url + "/" + import_id}


@bp.get("/feeds/<name>")
async def feed(name: str):
    async with current_app.sessions() as session:
        return {"state": await imports.state_of_feed(session, name)}
