import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException

from outdoors.weather import WeatherService

router = APIRouter(prefix="/forecasts", tags=["forecasts"])


def get_weather() -> WeatherService:
    return WeatherService({"harbour": (54.3, 10.1), "moor": (53.2, 9.4)})


Weather = Annotated[WeatherService, Depends(get_weather)]


@router.get("/{place}")
async def forecast(place: str, weather: Weather) -> list[dict[str, object]]:
    if not weather.knows(place):
        raise HTTPException(404)
    return weather.forecast(place)  # here


@router.get("/{place}/threaded")
async def forecast_in_thread(place: str, weather: Weather) -> list[dict[str, object]]:
    if not weather.knows(place):
        raise HTTPException(404)
    return await asyncio.to_thread(weather.forecast, place)


@router.get("/{place}/plain")
def forecast_in_pool(place: str, weather: Weather) -> list[dict[str, object]]:
    return weather.forecast(place)
