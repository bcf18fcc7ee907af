import asyncio
from pathlib import Path

from . import gather_bounded


async def thumbnail(source: Path, target: Path) -> int:
    process = await asyncio.create_subprocess_exec(
        "convert", str(source), "-thumbnail", "320x320>", str(target / source.name)
    )
    return await process.wait()


async def thumbnails(source: Path, target: Path) -> list[Path]:
    target.mkdir(exist_ok=True)
    pictures = sorted(source.glob("*.jpg"))
    codes = await gather_bounded(4, *[thumbnail(picture, target) for picture in pictures])
    return [picture for picture, code in zip(pictures, codes) if code != 0]
