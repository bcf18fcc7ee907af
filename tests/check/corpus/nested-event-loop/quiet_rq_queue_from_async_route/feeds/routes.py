import asyncio
import json

from quart import Quart, request

from feeds import jobs
from feeds.queues import again, default, slow

app = Quart(__name__)


@app.post("/feeds/<int:feed_id>/refresh")
async def refresh(feed_id: int):
    body = await request.get_json()
    job = default.enqueue(jobs.refresh_feed, feed_id, body["url"], retry=again)
    return {"job": job.id}, 202


@app.post("/groups/<name>/refresh")
async def refresh_group(name: str):
    body = await request.get_json()
    job = slow.enqueue_call(func=jobs.refresh_group, args=(name, body["urls"]))
    return {"job": job.id}, 202


@app.get("/feeds/<int:feed_id>")
async def show(feed_id: int):
    text = await asyncio.to_thread((jobs.CACHE / f"{feed_id}.json").read_text)
    return {"titles": json.loads(text)}
