import logging

import httpx

from warehouse.db.models import Order

log = logging.getLogger(__name__)


async def dispatch(order: Order) -> None:
    async with httpx.AsyncClient(base_url="https://carrier.example.com") as client:
        for item in order.items:
            await client.post("/parcels", json={"sku": item.sku, "quantity": item.quantity})
    log.info("dispatched %s", order.reference)
