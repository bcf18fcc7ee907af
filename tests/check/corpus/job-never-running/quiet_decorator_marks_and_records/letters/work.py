import asyncio

import httpx

from .tracking import tracked


@tracked
async def print_letters(job_id: int, addresses: list[str]) -> None:
    async with httpx.AsyncClient(base_url="http://printer.local") as printer:
        for address in addresses:
            await printer.post("/pages", json={"to": address, "batch": job_id})


@tracked
async def frank_letters(job_id: int, count: int) -> None:
    await asyncio.sleep(0.1 * count)
    process = await asyncio.create_subprocess_exec("franking", "--count", str(count))
    await process.wait()
