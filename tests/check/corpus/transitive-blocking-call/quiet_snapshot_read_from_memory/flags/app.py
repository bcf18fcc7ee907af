import asyncio
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI, Request

from flags.refresh import keep_fresh
from flags.sources import RemoteFlags, Snapshot

remote = RemoteFlags("http://flags:4000")


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.flags = Snapshot(remote.all())
    task = asyncio.create_task(keep_fresh(remote, app.state.flags))
    yield
    task.cancel()


def get_flags(request: Request) -> Snapshot:
    return request.app.state.flags


app = FastAPI(lifespan=lifespan)


@app.get("/checkout")
async def checkout(flags: Snapshot = Depends(get_flags)) -> dict[str, bool]:
    return {"express": flags.get("express")}
