import httpx


class RemoteLexicon:
    def __init__(self, language: str) -> None:
        self.language = language

    async def define(self, word: str) -> list[str]:
        async with httpx.AsyncClient(base_url="https://words.example.net") as http:
            response = await http.get(f"/{self.language}/{word}")
        return [] if response.status_code == 404 else response.json()["senses"]
