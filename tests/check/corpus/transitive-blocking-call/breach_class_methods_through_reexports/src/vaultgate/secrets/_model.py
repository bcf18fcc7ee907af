from __future__ import annotations

from typing import NamedTuple, Self

import httpx


class SecretName(NamedTuple):
    mount: str
    path: str

    @classmethod
    def parse(cls, text: str) -> Self:
        mount, _, path = text.strip("/").partition("/")
        return cls(mount, path)


class Secret(NamedTuple):
    name: SecretName
    value: str

    @classmethod
    def load(cls, name: SecretName) -> Self:
        response = httpx.get(f"http://vault:8200/v1/{name.mount}/data/{name.path}")
        response.raise_for_status()
        return cls(name, response.json()["data"]["data"]["value"])
