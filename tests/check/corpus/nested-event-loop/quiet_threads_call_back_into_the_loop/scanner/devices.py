import asyncio
import logging
from collections.abc import Callable

logger = logging.getLogger("scanner")


class Scanner:
    """Wraps a blocking vendor driver; its callbacks come from the driver's thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop, save: Callable) -> None:
        self.loop = loop
        self.save = save

    def on_page(self, page: bytes) -> str:
        future = asyncio.run_coroutine_threadsafe(self.save(page), self.loop)
        return future.result(timeout=30)

    def scan(self, pages: int) -> list[str]:
        return [self.on_page(b"page %d" % number) for number in range(pages)]

    def warn(self, text: str) -> None:
        self.loop.call_soon_threadsafe(logger.warning, text)
