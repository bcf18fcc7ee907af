import asyncio

from fastapi import FastAPI, WebSocket, WebSocketDisconnect

from beehive.poller import ScalePoller, start_later

app = FastAPI()


@app.websocket("/hives/{hive}/weight")
async def weight(socket: WebSocket, hive: str) -> None:
    await socket.accept()
    loop = asyncio.get_running_loop()
    weights: asyncio.Queue[float] = asyncio.Queue()
    poller = ScalePoller(hive, lambda value: loop.call_soon_threadsafe(weights.put_nowait, value))
    poller.start()
    try:
        while True:
            await socket.send_json(await weights.get())
    except WebSocketDisconnect:
        poller.stop()


@app.post("/hives/{hive}/wake")
async def wake(hive: str) -> None:
    start_later(ScalePoller(hive, print), 60)
