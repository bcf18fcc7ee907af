import httpx


async def pull_orders(shop: str) -> int:
    async with httpx.AsyncClient(base_url=f"https://{shop}.example.com") as client:
        return len((await client.get("/orders")).json())


async def push_stock(shop: str) -> None:
    async with httpx.AsyncClient(base_url=f"https://{shop}.example.com") as client:
        (await client.put("/stock", json={})).raise_for_status()
