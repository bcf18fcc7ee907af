import asyncio

from .backends import BACKENDS, Backend


async def by_backend(text: str) -> dict[str, list[dict]]:
    tasks = {backend.name: asyncio.create_task(backend.query(text)) for backend in BACKENDS}
    hits = {}
    for name, task in tasks.items():
        hits[name] = await task
    return hits


async def as_they_come(text: str) -> list[dict]:
    merged: list[dict] = []
    for finished in asyncio.as_completed([backend.query(text) for backend in BACKENDS]):
        merged.extend(await finished)
    return merged


async def in_order_of_arrival(text: str) -> list[dict]:
    queue: asyncio.Queue[list[dict]] = asyncio.Queue()
    arrived: list[dict] = []

    async def run(backend: Backend) -> None:
        await queue.put(await backend.query(text))

    async with asyncio.TaskGroup() as group:
        for backend in BACKENDS:
            group.create_task(run(backend))
        for _ in BACKENDS:
            arrived += await queue.get()
    return arrived
