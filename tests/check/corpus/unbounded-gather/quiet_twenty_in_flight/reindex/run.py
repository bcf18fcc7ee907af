import asyncio
import os

from reindex.search import put_document
from reindex.source import documents

IN_FLIGHT = 20


async def reindex(dsn: str, base: str) -> int:
    count = 0
    pending: set[asyncio.Task[None]] = set()
    async for document in documents(dsn):
        if len(pending) >= IN_FLIGHT:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
            count += len(done)
        pending.add(asyncio.create_task(put_document(base, document)))
    await asyncio.gather(*pending)
    return count + len(pending)


if __name__ == "__main__":
    print(asyncio.run(reindex(os.environ["DATABASE_URL"], os.environ["SEARCH_URL"])))
