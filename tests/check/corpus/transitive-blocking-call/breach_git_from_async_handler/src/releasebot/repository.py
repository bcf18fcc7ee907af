from __future__ import annotations

import asyncio
import subprocess
from pathlib import Path


class Checkout:
    def __init__(self, root: Path):
        self.root = root

    @property
    def name(self) -> str:
        return self.root.name

    def _git(self, *arguments: str) -> str:
        output = subprocess.check_output(("git", "-C", str(self.root), *arguments), text=True)
        return output.strip()

    def head(self) -> str:
        return self._git("rev-parse", "HEAD")

    def is_clean(self) -> bool:
        return not self._git("status", "--porcelain")

    async def fetch(self) -> int:
        process = await asyncio.create_subprocess_exec("git", "-C", str(self.root), "fetch", "--tags")
        return await process.wait()
