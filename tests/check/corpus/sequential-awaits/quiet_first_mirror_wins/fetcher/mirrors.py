import logging
from collections.abc import Sequence

import httpx

log = logging.getLogger(__name__)


class NoMirror(Exception):
    """None of the mirrors has the file."""


class MirrorPool:
    def __init__(self, mirrors: Sequence[str]) -> None:
        self.mirrors = list(mirrors)
        self.client = httpx.AsyncClient(timeout=30)

    async def fetch(self, path: str) -> bytes:
        for mirror in self.mirrors:
            try:
                response = await self.client.get(f"{mirror}/{path}")
                response.raise_for_status()
            except httpx.HTTPError as error:
                log.info("%s: %s", mirror, error)
                continue
            return response.content
        raise NoMirror(path)

    async def locate(self, path: str) -> str | None:
        chosen = None
        for mirror in self.mirrors:
            response = await self.client.head(f"{mirror}/{path}")
            if response.status_code == 200:
                chosen = mirror
                break
        return chosen
