import httpx

from dashboard.regions import Region


async def _get(path: str) -> dict:
    async with httpx.AsyncClient(base_url="https://ops.example.com") as client:
        return (await client.get(path)).json()


async def sales(region: Region) -> dict:
    return await _get(f"/sales/{region}")


async def health(check: str) -> dict:
    return await _get(f"/health/{check}")


async def profile(user: str) -> dict:
    return await _get(f"/users/{user}")


async def alerts(user: str) -> dict:
    return await _get(f"/alerts/{user}")
