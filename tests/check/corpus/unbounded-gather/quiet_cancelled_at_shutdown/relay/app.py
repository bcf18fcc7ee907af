import asyncio
from contextlib import asynccontextmanager

from fastapi import FastAPI, WebSocket

from relay.registry import TaskRegistry

registry = TaskRegistry()


@asynccontextmanager
async def lifespan(app: FastAPI):
    yield
    await registry.close()
    leftovers = [task for task in asyncio.all_tasks() if task.get_name().startswith("relay-")]
    for task in leftovers:
        task.cancel()
    await asyncio.gather(*leftovers, return_exceptions=True)


app = FastAPI(lifespan=lifespan)


async def pump(websocket: WebSocket) -> None:
    while True:
        await websocket.send_json({"alive": True})
        await asyncio.sleep(15)


@app.websocket("/live/{name}")
async def live(websocket: WebSocket, name: str) -> None:
    await websocket.accept()
    registry.start(f"relay-{name}", pump(websocket))
    async for _ in websocket.iter_text():
        pass
    await registry.stop(f"relay-{name}")
