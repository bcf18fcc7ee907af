import httpx


class WikiApi:
    def __init__(self, base_url: str, token: str) -> None:
        self.http = httpx.AsyncClient(base_url=base_url, headers={"Authorization": f"Bearer {token}"})

    async def create_page(self, title: str, body: str, parent_id: int | None) -> int:
        response = await self.http.post(
            "/pages", json={"title": title, "body": body, "parent": parent_id}
        )
        response.raise_for_status()
        return response.json()["id"]

    async def move_page(self, page_id: int, position: int) -> None:
        response = await self.http.patch(f"/pages/{page_id}", json={"position": position})
        response.raise_for_status()
