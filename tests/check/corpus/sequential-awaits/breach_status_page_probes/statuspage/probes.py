import time

import httpx


async def probe(url):
    started = time.perf_counter()
    async with httpx.AsyncClient(timeout=3) as http:
        try:
            answer = await http.get(url)
        except httpx.TransportError:
            return {"up": False, "ms": None}
    return {"up": answer.is_success, "ms": round((time.perf_counter() - started) * 1000)}


async def wait_until_up(url, attempts=10):
    import asyncio

    for _ in range(attempts):
        result = await probe(url)
        if result["up"]:
            return True
        await asyncio.sleep(1)
    return False
