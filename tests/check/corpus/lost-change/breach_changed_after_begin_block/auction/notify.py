import httpx


async def tell_bidders(lot_id: int, cents: int | None) -> None:
    async with httpx.AsyncClient(base_url="http://push.internal") as client:
        await client.post(f"/lots/{lot_id}/hammer", json={"cents": cents})
