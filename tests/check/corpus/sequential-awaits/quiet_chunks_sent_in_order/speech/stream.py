import asyncio
import json
from pathlib import Path

import websockets

from .audio import chunks


async def transcribe(path: Path, url: str = "wss://speech.example.com/v1/stream") -> list[str]:
    lines: list[str] = []
    async with websockets.connect(url) as socket:
        await socket.send(json.dumps({"type": "start", "rate": 16000}))

        async def listen() -> None:
            async for message in socket:
                event = json.loads(message)
                if event["type"] == "final":
                    lines.append(event["text"])
                elif event["type"] == "end":
                    return

        listener = asyncio.create_task(listen())
        for chunk in chunks(path):
            await socket.send(chunk)
        await socket.send(json.dumps({"type": "stop"}))
        await listener
    return lines
