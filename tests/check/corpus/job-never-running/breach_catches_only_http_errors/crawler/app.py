import asyncio
from uuid import uuid4

from fastapi import FastAPI, HTTPException

from .registry import JOBS, new_job
from .work import crawl_site, crawl_sitemap

app = FastAPI(title="crawler")
background: set[asyncio.Task[None]] = set()


@app.post("/crawls", status_code=202)
async def start(url: str, sitemap_only: bool = False) -> dict[str, str]:
    job_id = uuid4().hex
    new_job(job_id, url)
    if sitemap_only:
        task = asyncio.create_task(crawl_sitemap(job_id))
    else:
        task = asyncio.create_task(crawl_site(job_id), name=f"crawl-{job_id}")
    background.add(task)
    task.add_done_callback(background.discard)
    return {"id": job_id}


@app.get("/crawls/{job_id}")
async def show(job_id: str) -> dict:
    if job_id not in JOBS:
        raise HTTPException(404)
    return JOBS[job_id]
