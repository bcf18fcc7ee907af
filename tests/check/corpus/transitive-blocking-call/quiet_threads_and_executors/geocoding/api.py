import asyncio
import functools

import anyio
from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from geocoding.lookup import ReverseGeocoder, geocode
from geocoding.pools import geocoders

app = FastAPI()
reverse = ReverseGeocoder("https://geo.example.com")


@app.get("/search")
async def search(q: str, country: str | None = None) -> dict:
    return await asyncio.to_thread(lambda: geocode(q, country=country))


@app.get("/search/pool")
async def search_pool(q: str) -> dict:
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(geocoders, functools.partial(geocode, q, retries=1))


@app.get("/search/many")
async def search_many(q: str) -> list[dict]:
    def work() -> list[dict]:
        return [geocode(part) for part in q.split(";")]

    return await run_in_threadpool(work)


@app.get("/reverse")
async def search_reverse(lat: float, lon: float) -> dict:
    return await anyio.to_thread.run_sync(reverse.nearest, lat, lon)


@app.get("/reverse/future")
async def search_reverse_future(lat: float, lon: float) -> dict:
    return await asyncio.wrap_future(geocoders.submit(reverse.nearest, lat, lon))
