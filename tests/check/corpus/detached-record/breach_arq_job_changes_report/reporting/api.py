from contextlib import asynccontextmanager

from arq import create_pool
from arq.connections import RedisSettings
from fastapi import FastAPI, HTTPException

from reporting.db import Session
from reporting.models import Report


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.redis = await create_pool(RedisSettings())
    yield
    await app.state.redis.aclose()


app = FastAPI(lifespan=lifespan)


@app.post("/reports/{report_id}/generate")
async def generate(report_id: int):
    async with Session() as session:
        report = await session.get(Report, report_id)
        if report is None:
            raise HTTPException(404)
        await app.state.redis.enqueue_job("generate_report", report)  # here
    return {"queued": report_id}
