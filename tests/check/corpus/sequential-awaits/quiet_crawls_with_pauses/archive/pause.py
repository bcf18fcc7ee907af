import asyncio
import random


async def polite_pause(base: float = 1.0) -> None:
    await asyncio.sleep(base + random.random())
