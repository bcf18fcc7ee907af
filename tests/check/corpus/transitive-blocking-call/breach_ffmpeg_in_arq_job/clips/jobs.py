import asyncio
from pathlib import Path

from .media import Clip, cut_poster
from .probe import codec


async def make_poster(ctx: dict, path: str) -> str:
    clip = Clip(Path(path))
    if await codec(clip) != "h264":
        return ""
    at = clip.middle()  # here
    return str(cut_poster(clip, at))  # here


async def make_poster_in_thread(ctx: dict, path: str) -> str:
    clip = Clip(Path(path))
    at = await asyncio.to_thread(clip.middle)
    return str(await asyncio.to_thread(cut_poster, clip, at))


class WorkerSettings:
    functions = [make_poster, make_poster_in_thread]
