import asyncio

from fastapi import FastAPI
from starlette.middleware.base import BaseHTTPMiddleware

from orders.context import session_per_request
from orders.reports import turnover, waiting

app = FastAPI()
app.add_middleware(BaseHTTPMiddleware, dispatch=session_per_request)


@app.get("/summary")
async def summary() -> dict:
    total, open_orders = await asyncio.gather(turnover(), waiting())  # here
    return {"turnover": total, "waiting": open_orders}


@app.get("/turnover")
async def only_turnover() -> int:
    return await turnover()
