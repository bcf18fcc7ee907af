from fastapi import BackgroundTasks, FastAPI

from .models import Job, async_session
from .work import frank_letters, print_letters

app = FastAPI()


async def new_job() -> int:
    async with async_session.begin() as session:
        job = Job()
        session.add(job)
        await session.flush()
        return job.id


@app.post("/letters")
async def letters(addresses: list[str], background_tasks: BackgroundTasks) -> dict[str, list[int]]:
    printing, franking = await new_job(), await new_job()
    background_tasks.add_task(print_letters, printing, addresses)
    background_tasks.add_task(frank_letters, franking, len(addresses))
    return {"jobs": [printing, franking]}
