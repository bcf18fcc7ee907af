import httpx
import trafilatura


async def teaser(url: str) -> str:
    async with httpx.AsyncClient(follow_redirects=True) as client:
        page = await client.get(url)
    return (trafilatura.extract(page.text) or "")[:280]
