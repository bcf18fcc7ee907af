from xml.etree import ElementTree

import aiohttp

NAMESPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


async def read_sitemap(url: str) -> list[str]:
    async with aiohttp.ClientSession() as http, http.get(url) as response:
        root = ElementTree.fromstring(await response.text())
    return [node.text for node in root.findall("s:url/s:loc", NAMESPACE) if node.text]
