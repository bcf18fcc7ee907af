from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from fastapi import FastAPI, Request

from telemetry.readiness import migrate, wait_for


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    wait_for("db", 5432)
    migrate()
    app.state.pool = await asyncpg.create_pool("postgresql://telemetry@db/telemetry")
    yield
    await app.state.pool.close()


app = FastAPI(lifespan=lifespan)


@app.get("/latest/{device}")
async def latest(device: int, request: Request) -> list[dict]:
    rows = await request.app.state.pool.fetch("select * from reading where device = $1 limit 50", device)
    return [dict(row) for row in rows]
