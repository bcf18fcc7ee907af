from contextlib import asynccontextmanager
from typing import Annotated

import httpx
from fastapi import Depends, FastAPI, Query, Request
from pydantic import BaseModel

from weather.client import WeatherClient


@asynccontextmanager
async def lifespan(app: FastAPI):
    async with httpx.AsyncClient(timeout=10) as http:
        app.state.weather = WeatherClient(http, key="demo")
        yield


app = FastAPI(lifespan=lifespan)


class CityReport(BaseModel):
    city: str
    celsius: float


def weather(request: Request) -> WeatherClient:
    return request.app.state.weather


@app.get("/compare")
async def compare(
    cities: Annotated[list[str], Query()],
    client: Annotated[WeatherClient, Depends(weather)],
) -> list[CityReport]:
    reports = []
    for city in cities:
        data = await client.current(city)  # here: warning
        reports.append(CityReport(city=city, celsius=data["temperature"]))
    return sorted(reports, key=lambda report: report.celsius)


@app.get("/history/{city}")
async def history(city: str, client: Annotated[WeatherClient, Depends(weather)]) -> list[dict]:
    return await client.history(city)
