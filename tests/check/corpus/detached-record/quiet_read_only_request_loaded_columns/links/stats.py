import asyncio
import json
from pathlib import Path

from links.db import Link


def append(path: Path, record: dict) -> None:
    with path.open("a") as stream:
        stream.write(json.dumps(record) + "\n")


async def count_click(link: Link) -> None:
    await asyncio.to_thread(append, Path("clicks.jsonl"), {"slug": link.slug, "owner": link.owner})
