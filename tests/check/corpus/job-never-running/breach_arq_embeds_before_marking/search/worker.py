import logging

import httpx
from arq.connections import RedisSettings

from . import store
from .store import JobStore

log = logging.getLogger(__name__)


async def embed(texts: list[str]) -> list[list[float]]:
    async with httpx.AsyncClient(base_url="http://embedder:8080") as client:
        response = await client.post("/embed", json=texts, timeout=None)
        return response.raise_for_status().json()


async def index_documents(ctx: dict, job_id: str, texts: list[str]) -> None:  # here
    jobs: JobStore = ctx["jobs"]
    log.info("job %s: %d documents", job_id, len(texts))
    try:
        vectors = await embed(texts)
        await jobs.set_state(job_id, store.RUNNING)
        await ctx["redis"].rpush(f"vectors:{job_id}", *[str(vector) for vector in vectors])
        await jobs.set_state(job_id, store.READY)
    except Exception as error:
        log.exception("job %s", job_id)
        await jobs.set_state(job_id, store.BROKEN, reason=repr(error))
        raise


async def index_queries(ctx: dict, job_id: str, texts: list[str]) -> None:
    jobs: JobStore = ctx["jobs"]
    log.info("job %s: %d queries", job_id, len(texts))
    try:
        await jobs.set_state(job_id, store.RUNNING)
        vectors = await embed(texts)
        await ctx["redis"].rpush(f"queries:{job_id}", *[str(vector) for vector in vectors])
        await jobs.set_state(job_id, store.READY)
    except Exception as error:
        log.exception("job %s", job_id)
        await jobs.set_state(job_id, store.BROKEN, reason=repr(error))
        raise


async def startup(ctx: dict) -> None:
    ctx["jobs"] = JobStore(ctx["redis"])


class WorkerSettings:
    functions = [index_documents, index_queries]
    on_startup = startup
    redis_settings = RedisSettings(host="redis")
