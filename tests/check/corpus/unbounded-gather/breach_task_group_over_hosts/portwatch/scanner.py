from __future__ import annotations

import asyncio
from collections.abc import Sequence

from .probe import is_open

COMMON_PORTS = (22, 80, 443)


class Scanner:
    def __init__(self) -> None:
        self.results: dict[tuple[str, int], bool] = {}

    async def _note(self, host: str, port: int) -> None:
        self.results[host, port] = await is_open(host, port)

    async def scan(self, hosts: Sequence[str], port: int) -> dict[tuple[str, int], bool]:
        async with asyncio.TaskGroup() as group:
            for host in hosts:
                group.create_task(self._note(host, port))  # here: warning
        return self.results

    async def scan_host(self, host: str) -> dict[tuple[str, int], bool]:
        async with asyncio.TaskGroup() as group:
            for port in COMMON_PORTS:
                group.create_task(self._note(host, port))
        return self.results
