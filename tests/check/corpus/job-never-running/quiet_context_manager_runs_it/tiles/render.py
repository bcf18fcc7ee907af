import asyncio
import shutil
import subprocess
import threading
from pathlib import Path

from .states import JOB_STATES, JobRun, running


async def render_level(job_id: str, level: int) -> None:
    async with running(job_id):
        process = await asyncio.create_subprocess_exec("tilemaker", "--zoom", str(level))
        if await process.wait():
            raise RuntimeError("tilemaker stopped")


def copy_level(job_id: str, source: Path, target: Path) -> None:
    with JobRun(job_id):
        shutil.copytree(source, target, dirs_exist_ok=True)
        subprocess.run(["optipng", "-quiet", *map(str, target.glob("*.png"))], check=True)


async def render_all(levels: range, source: Path, target: Path) -> None:
    async with asyncio.TaskGroup() as group:
        for level in levels:
            JOB_STATES[f"level-{level}"] = "queued"
            group.create_task(render_level(f"level-{level}", level))
    JOB_STATES["copy"] = "queued"
    threading.Thread(target=copy_level, args=("copy", source, target)).start()
