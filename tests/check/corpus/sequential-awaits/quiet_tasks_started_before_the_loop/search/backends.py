import httpx


class Backend:
    def __init__(self, name: str, url: str) -> None:
        self.name = name
        self.url = url

    async def query(self, text: str) -> list[dict]:
        async with httpx.AsyncClient(timeout=2) as client:
            response = await client.get(self.url, params={"q": text})
            return response.json()["hits"]


BACKENDS = [
    Backend("docs", "https://docs.search.example.com"),
    Backend("code", "https://code.search.example.com"),
    Backend("chat", "https://chat.search.example.com"),
]
