import asyncio
import sys

from nightwatch.probes import probe


async def once(urls):
    for url in urls:
        print(await probe(url))


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(once(sys.argv[1:]))
    loop.close()
