from uuid import uuid4

from fastapi import BackgroundTasks, FastAPI

from .jobs import book
from .translate import detect_language, translate_document

app = FastAPI()


@app.post("/translate")
async def translate(text: str, language: str, tasks: BackgroundTasks) -> dict[str, str]:
    job_id = uuid4().hex
    book.queue(job_id)
    tasks.add_task(translate_document, job_id, text, language)
    return {"job": job_id}


@app.post("/detect")
async def detect(text: str, tasks: BackgroundTasks) -> dict[str, str]:
    job_id = uuid4().hex
    book.queue(job_id)
    tasks.add_task(detect_language, job_id, text)
    return {"job": job_id}
