import asyncio

from translate.engine import call_engine


class Translator:
    def __init__(self, target: str, at_once: int = 4) -> None:
        self.target = target
        self._semaphore = asyncio.Semaphore(at_once)

    async def _limited(self, text: str) -> str:
        async with self._semaphore:
            return await self._raw(text)

    async def _raw(self, text: str) -> str:
        return (await call_engine(text, self.target)).strip()

    async def paragraphs(self, paragraphs: list[str]) -> list[str]:
        return await asyncio.gather(*(self._limited(paragraph) for paragraph in paragraphs))

    async def captions(self, captions: list[str]) -> list[str]:
        return await asyncio.gather(*(self._raw(caption) for caption in captions))  # here: warning
