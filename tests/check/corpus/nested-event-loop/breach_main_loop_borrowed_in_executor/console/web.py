import asyncio
import tempfile
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, UploadFile, WebSocket

from console.hub import Hub
from console.imports import Importer


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.hub = Hub(asyncio.get_running_loop())
    yield


app = FastAPI(lifespan=lifespan)


@app.websocket("/events")
async def events(socket: WebSocket) -> None:
    await socket.accept()
    queue = app.state.hub.join()
    while True:
        await socket.send_text(await queue.get())


@app.post("/imports")
async def start_import(file: UploadFile) -> dict[str, int]:
    loop = asyncio.get_running_loop()
    importer = Importer(app.state.hub)
    with tempfile.NamedTemporaryFile() as target:
        target.write(await file.read())
        target.flush()
        count = await loop.run_in_executor(None, importer.run, Path(target.name))
    return {"rows": count}
