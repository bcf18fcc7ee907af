from pathlib import Path

from fastapi import FastAPI, WebSocket

from speech.stream import transcribe

app = FastAPI()


@app.websocket("/transcripts/{name}")
async def transcript(websocket: WebSocket, name: str) -> None:
    await websocket.accept()
    lines = await transcribe(Path("recordings") / name)
    for number, line in enumerate(lines, start=1):
        await websocket.send_json({"number": number, "text": line})
    await websocket.close()
