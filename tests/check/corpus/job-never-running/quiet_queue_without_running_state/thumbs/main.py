from fastapi import BackgroundTasks, FastAPI
from sqlmodel.ext.asyncio.session import AsyncSession

from .deliver import deliver
from .engine import engine
from .outbox import WebhookJob

app = FastAPI()


@app.post("/thumbs/{name}")
async def thumb(name: str, hook: str, background: BackgroundTasks) -> dict[str, str]:
    async with AsyncSession(engine) as session:
        job = WebhookJob(url=hook, body=name)
        session.add(job)
        await session.commit()
        background.add_task(deliver, job.id)
    return {"thumb": name}
