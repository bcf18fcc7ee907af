import asyncio
import sys

import aiohttp

from inventory.stock import stock_by_warehouse


async def main(sku: str) -> None:
    async with aiohttp.ClientSession("https://wms.example.com") as session:
        for code, pieces in (await stock_by_warehouse(session, sku)).items():
            print(f"{code:>6} {pieces}")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
