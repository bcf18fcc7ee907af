from sanic import Blueprint
from sanic.response import json

from metering.database import Reading, db_session

meters = Blueprint("meters", url_prefix="/meters")


@meters.get("/<meter:str>")
async def show(request, meter):
    reading = db_session.query(Reading).filter_by(meter=meter).first()  # here
    return json({"kwh": reading.kwh if reading else None})


@meters.get("/unit")
async def unit(request):
    return json({"unit": "kWh"})
