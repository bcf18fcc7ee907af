import asyncio
from urllib.parse import urljoin

import httpx
from selectolax.parser import HTMLParser

from archive.pause import polite_pause


async def fetch(client: httpx.AsyncClient, url: str) -> str:
    response = await client.get(url)
    response.raise_for_status()
    return response.text


async def issues(client: httpx.AsyncClient, urls: list[str]) -> dict[str, str]:
    pages = {}
    for url in urls:
        pages[url] = await fetch(client, url)
        await polite_pause()
    return pages


async def crawl(client: httpx.AsyncClient, start: str, most: int = 200) -> set[str]:
    seen: set[str] = set()
    queue = [start]
    while queue and len(seen) < most:
        url = queue.pop(0)
        if url in seen:
            continue
        seen.add(url)
        tree = HTMLParser(await fetch(client, url))
        queue += [urljoin(url, node.attributes["href"] or "") for node in tree.css("a[href]")]
    return seen


async def fetch_patiently(client: httpx.AsyncClient, url: str) -> str | None:
    for attempt in range(5):
        try:
            return await fetch(client, url)
        except httpx.HTTPStatusError:
            await asyncio.sleep(2**attempt)
    return None
