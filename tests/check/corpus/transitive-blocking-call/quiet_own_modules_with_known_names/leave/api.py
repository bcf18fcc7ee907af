from datetime import date

from sanic import Request, Sanic
from sanic.response import JSONResponse, json

from leave import requests, workflow

app = Sanic("leave")


@app.post("/leave")
async def ask(request: Request) -> JSONResponse:
    body = request.json
    first, last = (date.fromisoformat(body[key]) for key in ("first", "last"))
    return json({"id": workflow.ask(body["person"], first, last)}, status=201)


@app.post("/leave/<request_id:int>/approve")
async def approve(request: Request, request_id: int) -> JSONResponse:
    return json({"approved": workflow.approve(request_id), "known": requests.get(request_id) is not None})


@app.get("/rested/<hours:float>")
async def rested(request: Request, hours: float) -> JSONResponse:
    return json({"rested": workflow.rested(hours)})
