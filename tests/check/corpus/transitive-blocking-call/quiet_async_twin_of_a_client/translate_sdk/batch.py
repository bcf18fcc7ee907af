from collections.abc import AsyncIterator, Iterable

from . import AsyncTranslator, Translator


async def translate_all(translator: AsyncTranslator, texts: Iterable[str], to: str) -> AsyncIterator[str]:
    for text in texts:
        yield await translator.translate(text, to)


async def translate_first(key: str, texts: list[str], to: str) -> str:
    client = AsyncTranslator(key)
    return await client.translate(texts[0], to)


def translate_file(translator: Translator, path: str, to: str) -> str:
    with open(path, encoding="utf-8") as handle:
        return translator.translate(handle.read(), to)
