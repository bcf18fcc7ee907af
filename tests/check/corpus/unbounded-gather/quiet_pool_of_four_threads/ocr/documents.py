import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from ocr.engine import read_page


class Documents:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._pool = ThreadPoolExecutor(max_workers=4, thread_name_prefix="ocr")

    async def _page(self, path: Path) -> str:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, partial(read_page, str(path)))

    async def text(self, name: str) -> str:
        pages = sorted((self.folder / name).glob("*.png"))
        return "\f".join(await asyncio.gather(*(self._page(page) for page in pages)))

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
