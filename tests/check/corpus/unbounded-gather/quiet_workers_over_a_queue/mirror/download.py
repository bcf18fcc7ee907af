import asyncio
from pathlib import Path

import httpx

from mirror.settings import TARGET, WORKERS


async def download(url: str, folder: Path) -> None:
    async with httpx.AsyncClient() as client, client.stream("GET", url) as response:
        with (folder / url.rsplit("/", 1)[-1]).open("wb") as file:
            async for block in response.aiter_bytes():
                file.write(block)


async def worker(queue: "asyncio.Queue[str]") -> None:
    while True:
        url = await queue.get()
        try:
            await download(url, TARGET)
        finally:
            queue.task_done()


async def mirror(urls: list[str]) -> None:
    queue: asyncio.Queue[str] = asyncio.Queue()
    for url in urls:
        queue.put_nowait(url)
    workers = [asyncio.create_task(worker(queue)) for _ in range(WORKERS)]
    await queue.join()
    for task in workers:
        task.cancel()
    await asyncio.gather(*workers, return_exceptions=True)
