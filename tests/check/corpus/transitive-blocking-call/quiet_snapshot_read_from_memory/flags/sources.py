from abc import ABC, abstractmethod

import httpx


class FlagSource(ABC):
    @abstractmethod
    def get(self, name: str) -> bool: ...

    def any_of(self, *names: str) -> bool:
        return any(self.get(name) for name in names)


class RemoteFlags(FlagSource):
    def __init__(self, url: str) -> None:
        self.url = url

    def get(self, name: str) -> bool:
        return httpx.get(f"{self.url}/flags/{name}").json()["on"]

    def all(self) -> dict[str, bool]:
        return httpx.get(f"{self.url}/flags").json()


class Snapshot:
    def __init__(self, flags: dict[str, bool]) -> None:
        self._flags = dict(flags)

    def get(self, name: str) -> bool:
        return self._flags.get(name, False)

    def replace(self, flags: dict[str, bool]) -> None:
        self._flags = dict(flags)
