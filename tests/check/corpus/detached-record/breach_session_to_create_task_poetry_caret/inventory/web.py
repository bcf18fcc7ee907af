import asyncio

from fastapi import Depends, FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from inventory.infrastructure.database import provide_session
from inventory.sync import sync_store

app = FastAPI()
tasks = set()


@app.post("/stores/{store_id}/sync")
async def start_sync(store_id: int, session: AsyncSession = Depends(provide_session)):
    task = asyncio.create_task(sync_store(session, store_id))  # here
    tasks.add(task)
    task.add_done_callback(tasks.discard)
    return {"started": store_id}
