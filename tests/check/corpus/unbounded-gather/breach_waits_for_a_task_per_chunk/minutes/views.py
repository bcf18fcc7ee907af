import asyncio

from sanic import Blueprint
from sanic.response import json

from .chunks import split
from .llm import complete

bp = Blueprint("minutes", url_prefix="/minutes")
STYLES = {"short": "In one sentence:", "long": "In five sentences:"}


@bp.post("/")
async def minutes(request):
    transcript = request.json["transcript"]
    pending = set()
    for number, chunk in enumerate(split(transcript)):
        task = asyncio.create_task(complete(f"Summarize:\n{chunk}"), name=str(number))  # here: warning
        pending.add(task)
    done, _ = await asyncio.wait(pending)
    ordered = sorted(done, key=lambda task: int(task.get_name()))
    return json({"minutes": [task.result() for task in ordered]})


@bp.post("/styles")
async def styles(request):
    text = request.json["text"][:4000]
    tasks = {}
    for style, prompt in STYLES.items():
        tasks[style] = asyncio.create_task(complete(f"{prompt}\n{text}"))
    return json({style: await task for style, task in tasks.items()})
