import asyncio

import aiohttp


async def probe(url):
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return url, response.status


async def main(urls):
    while True:
        for url, status in await asyncio.gather(*map(probe, urls)):
            if status >= 500:
                print("down:", url)
        await asyncio.sleep(60)
