"""What check asks of a cache; `store` implements it, and an empty one serves without."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol


class FactCache(Protocol):
    """Bytes by key. It may forget anything at any time; what it gives back is what was put in last."""

    def get_many(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """The values it still has; unknown keys are simply absent."""
        ...

    def put_many(self, items: Mapping[bytes, bytes]) -> None:
        """Keeps `items`, replacing what was there under the same keys."""
        ...

    def may_keep(self, text: bytes) -> bool:
        """Whether what was made from `text` may be put in: what lies on disk must hold no secret."""
        ...


class MemoryCache:
    """A cache that lives as long as the process: for tests, and where nothing may be written."""

    def __init__(self) -> None:
        self.items: dict[bytes, bytes] = {}

    def get_many(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        return {key: self.items[key] for key in keys if key in self.items}

    def put_many(self, items: Mapping[bytes, bytes]) -> None:
        self.items.update(items)

    def may_keep(self, text: bytes) -> bool:
        return True
