import asyncio
import os

from shopsync.client import ShopClient
from shopsync.sync import all_orders, details


async def main() -> None:
    client = ShopClient("garden", os.environ["SHOP_TOKEN"])
    orders = await all_orders(client)
    print(len(await details(client, [order["id"] for order in orders])))


asyncio.run(main())
