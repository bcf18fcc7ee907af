import httpx
from bs4 import BeautifulSoup

from .schemas import Preview


async def fetch_preview(url: str, with_images: bool) -> Preview:
    async with httpx.AsyncClient(follow_redirects=True, timeout=8) as client:
        response = await client.get(url)
    soup = BeautifulSoup(response.text, "html.parser")
    image = soup.find("meta", property="og:image") if with_images else None
    return Preview(
        url=url,
        title=soup.title.string if soup.title else None,
        image=image["content"] if image else None,
    )


async def fetch_icon(url: str) -> bytes:
    async with httpx.AsyncClient() as client:
        return (await client.get(f"{url}/favicon.ico")).content
