from functools import lru_cache

import httpx


@lru_cache
def shared_client() -> httpx.AsyncClient:
    return httpx.AsyncClient(follow_redirects=True, headers={"User-Agent": "feeds/1.0"})


async def fetch_text(url: str) -> str | None:
    try:
        response = await shared_client().get(url)
        response.raise_for_status()
    except httpx.HTTPError:
        return None
    return response.text
