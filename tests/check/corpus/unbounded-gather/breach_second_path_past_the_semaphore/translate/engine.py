import os

import httpx


async def call_engine(text: str, target: str) -> str:
    async with httpx.AsyncClient(timeout=60) as http:
        response = await http.post(
            os.environ["ENGINE_URL"], json={"text": text, "target": target}
        )
        response.raise_for_status()
        return response.json()["translation"]
