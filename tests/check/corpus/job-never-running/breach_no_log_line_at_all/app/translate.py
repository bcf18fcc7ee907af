import logging

import httpx

from .jobs import JobStatus, book

log = logging.getLogger(__name__)


async def translate_document(job_id: str, text: str, language: str) -> None:  # here: advice
    try:
        book.mark(job_id, JobStatus.RUNNING)
        async with httpx.AsyncClient(base_url="https://translate.example.com") as client:
            response = await client.post("/", json={"text": text, "to": language})
            response.raise_for_status()
        book.mark(job_id, JobStatus.SUCCESS)
    except Exception as error:
        book.mark(job_id, JobStatus.FAILURE, error)


async def detect_language(job_id: str, text: str) -> None:
    log.info("detecting the language, job %s", job_id)
    try:
        book.mark(job_id, JobStatus.RUNNING)
        async with httpx.AsyncClient(base_url="https://translate.example.com") as client:
            response = await client.post("/detect", json={"text": text})
            response.raise_for_status()
        book.mark(job_id, JobStatus.SUCCESS)
    except Exception as error:
        log.exception("detecting the language, job %s", job_id)
        book.mark(job_id, JobStatus.FAILURE, error)
