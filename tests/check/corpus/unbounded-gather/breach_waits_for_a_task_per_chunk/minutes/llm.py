import httpx


async def complete(prompt: str) -> str:
    async with httpx.AsyncClient(base_url="https://llm.example.com", timeout=120) as client:
        answer = await client.post("/v1/complete", json={"prompt": prompt, "max_tokens": 400})
        answer.raise_for_status()
        return answer.json()["text"]
