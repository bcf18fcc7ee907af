import feedparser
import httpx


async def fetch_feed(url: str) -> list[str]:
    async with httpx.AsyncClient() as client:
        response = await client.get(url, timeout=20)
    return [entry["title"] for entry in feedparser.parse(response.text).entries]


async def fetch_all(urls: list[str]) -> dict[str, list[str]]:
    return {url: await fetch_feed(url) for url in urls}
