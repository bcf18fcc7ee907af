import asyncio
from pathlib import Path
from typing import Any

from tenants.settings_source import read_settings


class TenantRegistry:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._settings: dict[str, dict[str, Any]] = {}
        self._load_all()

    def _load_all(self) -> None:
        loop = asyncio.get_event_loop()
        for path in sorted(self.folder.glob("*.json")):
            self._settings[path.stem] = loop.run_until_complete(read_settings(path))  # here

    def for_host(self, host: str) -> dict[str, Any]:
        return self._settings.get(host.partition(".")[0], {})


class LazyTenantRegistry:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def for_host(self, host: str) -> dict[str, Any]:
        return await read_settings(self.folder / f"{host.partition('.')[0]}.json")
