from typing import NamedTuple, Protocol


class Node(NamedTuple):
    name: str
    address: str
    labels: dict[str, str]


class NodeApi(Protocol):
    async def list_nodes(self) -> list[Node]: ...

    async def get_metrics(self, address: str) -> dict[str, float]: ...

    async def get_pods(self, address: str, namespace: str) -> list[str]: ...

    async def drain(self, address: str) -> None: ...
