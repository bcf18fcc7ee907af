from typing import Any

import aiohttp


async def get_json(session: aiohttp.ClientSession, path: str, **params: Any) -> Any:
    async with session.get(path, params=params) as response:
        response.raise_for_status()
        return await response.json()
