import httpx


class Outside:
    def __init__(self, base_url: str = "https://music.example.com") -> None:
        self._client = httpx.AsyncClient(base_url=base_url)

    async def biography(self, artist: str) -> str:
        return (await self._client.get(f"/artists/{artist}")).json()["biography"]

    async def top_songs(self, artist: str) -> list[str]:
        return (await self._client.get(f"/artists/{artist}/songs")).json()
