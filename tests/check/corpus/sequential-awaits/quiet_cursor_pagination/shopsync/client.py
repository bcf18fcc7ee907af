from typing import Any

import httpx


class ShopClient:
    def __init__(self, shop: str, token: str) -> None:
        self._http = httpx.AsyncClient(
            base_url=f"https://{shop}.shops.example.com", headers={"X-Token": token}
        )

    async def get_orders(self, after: str | None = None, limit: int = 250) -> dict[str, Any]:
        params: dict[str, Any] = {"limit": limit}
        if after is not None:
            params["after"] = after
        response = await self._http.get("/orders", params=params)
        response.raise_for_status()
        return response.json()

    async def get_order(self, order_id: int) -> dict[str, Any]:
        response = await self._http.get(f"/orders/{order_id}")
        response.raise_for_status()
        return response.json()
