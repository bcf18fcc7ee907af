import asyncio
import time

import httpx


class _Base:
    retries = 3

    def __init__(self, key: str) -> None:
        self.key = key

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Key {self.key}"}

    def _wait(self, attempt: int) -> float:
        return 0.5 * 2**attempt


class Translator(_Base):
    def translate(self, text: str, to: str) -> str:
        for attempt in range(self.retries):
            response = httpx.post("https://t.example.com/v1", json={"text": text, "to": to}, headers=self._headers())
            if response.status_code != 429:
                return response.json()["text"]
            self._sleep(attempt)
        raise TimeoutError

    def _sleep(self, attempt: int) -> None:
        time.sleep(self._wait(attempt))


class AsyncTranslator(_Base):
    async def translate(self, text: str, to: str) -> str:
        async with httpx.AsyncClient(headers=self._headers()) as http:
            for attempt in range(self.retries):
                response = await http.post("https://t.example.com/v1", json={"text": text, "to": to})
                if response.status_code != 429:
                    return response.json()["text"]
                await self._sleep(attempt)
        raise TimeoutError

    async def _sleep(self, attempt: int) -> None:
        await asyncio.sleep(self._wait(attempt))
