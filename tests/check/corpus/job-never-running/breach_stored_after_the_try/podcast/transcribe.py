import logging

import aiosqlite
import httpx

from podcast import jobs

log = logging.getLogger(__name__)


async def transcribe_audio(url: str) -> list[str]:
    async with httpx.AsyncClient(base_url="http://whisper:9000", timeout=None) as client:
        response = await client.post("/asr", json={"url": url})
        return response.raise_for_status().json()["segments"]


async def store_segments(job_id: int, segments: list[str]) -> None:
    async with aiosqlite.connect("podcast.db") as db:
        await db.executemany("insert into segment values (?, ?)", [(job_id, text) for text in segments])
        await db.commit()


async def transcribe(job_id: int, url: str) -> None:  # here
    log.info("transcribing %s", url)
    await jobs.set_job_status(job_id, jobs.RUNNING)
    try:
        segments = await transcribe_audio(url)
    except Exception as error:
        log.exception("transcribing %s", url)
        await jobs.set_job_status(job_id, jobs.FAILED, str(error))
        return
    await store_segments(job_id, segments)
    await jobs.set_job_status(job_id, jobs.COMPLETE)


async def transcribe_again(job_id: int, url: str) -> None:
    log.info("transcribing %s again", url)
    await jobs.set_job_status(job_id, jobs.RUNNING)
    try:
        segments = await transcribe_audio(url)
        await store_segments(job_id, segments)
    except Exception as error:
        log.exception("transcribing %s again", url)
        await jobs.set_job_status(job_id, jobs.FAILED, str(error))
        return
    await jobs.set_job_status(job_id, jobs.COMPLETE)
