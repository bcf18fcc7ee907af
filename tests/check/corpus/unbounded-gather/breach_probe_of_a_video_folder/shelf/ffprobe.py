import asyncio
import json
from pathlib import Path


async def _run(*arguments):
    process = await asyncio.create_subprocess_exec(*arguments, stdout=asyncio.subprocess.PIPE)
    output, _ = await process.communicate()
    return output


async def probe(path: Path):
    output = await _run("ffprobe", "-v", "quiet", "-print_format", "json", "-show_format", str(path))
    return json.loads(output).get("format", {})


async def versions():
    first_lines = await asyncio.gather(_run("ffprobe", "-version"), _run("ffmpeg", "-version"))
    return [line.decode().splitlines()[0] for line in first_lines]
