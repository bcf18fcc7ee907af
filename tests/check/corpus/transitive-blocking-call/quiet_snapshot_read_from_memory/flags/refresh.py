import asyncio

from flags.sources import RemoteFlags, Snapshot


async def keep_fresh(remote: RemoteFlags, snapshot: Snapshot, every: float = 30) -> None:
    while True:
        snapshot.replace(await asyncio.to_thread(remote.all))
        await asyncio.sleep(every)
