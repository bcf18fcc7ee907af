import httpx

from embeddings.throttle import at_most


@at_most(5)
async def embed(text: str) -> list[float]:
    async with httpx.AsyncClient(base_url="https://vectors.example.com") as client:
        response = await client.post("/embed", json={"input": text})
        response.raise_for_status()
        return response.json()["vector"]
