from uuid import uuid4

from arq import create_pool
from arq.connections import RedisSettings
from fastapi import APIRouter

from .store import JobStore

router = APIRouter()


@router.post("/documents")
async def add_documents(texts: list[str]) -> dict[str, str]:
    pool = await create_pool(RedisSettings(host="redis"))
    job_id = uuid4().hex
    await JobStore(pool).open(job_id, len(texts))
    await pool.enqueue_job("index_documents", job_id, texts)
    return {"job": job_id}


@router.post("/queries")
async def add_queries(texts: list[str]) -> dict[str, str]:
    pool = await create_pool(RedisSettings(host="redis"))
    job_id = uuid4().hex
    await JobStore(pool).open(job_id, len(texts))
    await pool.enqueue_job("index_queries", job_id, texts)
    return {"job": job_id}
