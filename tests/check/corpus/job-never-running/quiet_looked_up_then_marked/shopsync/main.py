import asyncio

from quart import Quart

from shopsync.database import SyncJob, sessionmaker
from shopsync.sync import sync_orders, sync_stock

app = Quart(__name__)


@app.post("/shops/<shop>/sync/<what>")
async def sync(shop: str, what: str):
    async with sessionmaker() as session:
        job = SyncJob(shop=shop)
        session.add(job)
        await session.commit()
    if what == "stock":
        app.add_background_task(sync_stock, job.id)
    else:
        asyncio.get_running_loop().create_task(sync_orders(job.id))
    return {"job": job.id}, 202
