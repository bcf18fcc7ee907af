from contextlib import asynccontextmanager

from fastapi import FastAPI, Request

from prices.fetch import PriceList
from prices.http import build_client


@asynccontextmanager
async def lifespan(app: FastAPI):
    async with build_client("https://erp.example.com") as client:
        app.state.prices = PriceList(client)
        yield


app = FastAPI(lifespan=lifespan)


@app.post("/quote")
async def quote(request: Request, skus: list[str]) -> dict[str, str]:
    prices = await request.app.state.prices.prices(skus)
    return {sku: str(price) for sku, price in prices.items()}
