import asyncio
import json

from clips.media import Clip


async def codec(clip: Clip) -> str:
    process = await asyncio.create_subprocess_exec(
        "ffprobe", "-print_format", "json", "-show_streams", str(clip.path), stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    return json.loads(out)["streams"][0]["codec_name"]
