import asyncio
import os

from scanner.clamd import scan_file
from scanner.permits import Permits


async def infected(folder: str) -> list[str]:
    permits = Permits(3)
    scans = {}
    for entry in os.scandir(folder):
        if entry.is_file():
            scans[entry.path] = await permits.spawn(scan_file(entry.path))
    return [path for path, scan in scans.items() if not await scan]


async def infected_inline(folder: str) -> list[str]:
    gate = asyncio.Semaphore(3)
    bad: list[str] = []

    async def one(path: str) -> None:
        try:
            if not await scan_file(path):
                bad.append(path)
        finally:
            gate.release()

    async with asyncio.TaskGroup() as group:
        for name in os.listdir(folder):
            await gate.acquire()
            group.create_task(one(os.path.join(folder, name)))
    return bad
