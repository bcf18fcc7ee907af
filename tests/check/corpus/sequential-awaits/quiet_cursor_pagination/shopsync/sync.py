import asyncio
from itertools import islice
from typing import Any

from .client import ShopClient


async def all_orders(client: ShopClient, pages: int = 1000) -> list[dict[str, Any]]:
    orders: list[dict[str, Any]] = []
    cursor: str | None = None
    for _ in range(pages):
        page = await client.get_orders(after=cursor)
        orders.extend(page["items"])
        cursor = page["next"]
        if cursor is None:
            break
    return orders


async def since(client: ShopClient, last_seen: str) -> list[dict[str, Any]]:
    page = await client.get_orders(after=last_seen)
    fresh = list(page["items"])
    while page["next"]:
        page = await client.get_orders(after=page["next"])
        fresh.extend(page["items"])
    return fresh


async def details(client: ShopClient, order_ids: list[int]) -> list[dict[str, Any]]:
    rest = iter(order_ids)
    found: list[dict[str, Any]] = []
    while batch := list(islice(rest, 10)):
        found += await asyncio.gather(*(client.get_order(order_id) for order_id in batch))
    return found
