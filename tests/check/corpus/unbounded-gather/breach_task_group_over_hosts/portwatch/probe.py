from __future__ import annotations

import asyncio


async def is_open(host: str, port: int, timeout: float = 1.5) -> bool:
    try:
        async with asyncio.timeout(timeout):
            _, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    writer.close()
    await writer.wait_closed()
    return True
