import asyncio
from pathlib import Path

from embeddings.remote import embed


async def build_index(folder: Path) -> dict[str, list[float]]:
    files = [path for path in folder.rglob("*.md") if path.stat().st_size]
    vectors = await asyncio.gather(*[embed(path.read_text()) for path in files])
    return {path.name: vector for path, vector in zip(files, vectors)}


async def rank(question: str, texts: list[str]) -> list[str]:
    wanted, *vectors = await asyncio.gather(embed(question), *map(embed, texts))
    scores = [sum(a * b for a, b in zip(wanted, vector)) for vector in vectors]
    return [text for _, text in sorted(zip(scores, texts), reverse=True)]
