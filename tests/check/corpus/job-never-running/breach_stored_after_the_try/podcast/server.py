import asyncio

from litestar import Litestar, post

from podcast.jobs import insert_job
from podcast.transcribe import transcribe, transcribe_again

tasks: set[asyncio.Task[None]] = set()


@post("/episodes")
async def add_episode(data: dict[str, str]) -> dict[str, int]:
    job_id = await insert_job(data["feed"])
    if "again" in data:
        task = asyncio.create_task(transcribe_again(job_id, data["url"]))
    else:
        task = asyncio.create_task(transcribe(job_id, data["url"]))
    tasks.add(task)
    task.add_done_callback(tasks.discard)
    return {"job": job_id}


app = Litestar([add_episode])
