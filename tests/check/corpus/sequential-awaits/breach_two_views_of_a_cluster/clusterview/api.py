import httpx

from .nodes import Node


class HttpNodeApi:
    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http

    async def list_nodes(self) -> list[Node]:
        rows = (await self.http.get("/nodes")).json()
        return [Node(row["name"], row["address"], row["labels"]) for row in rows]

    async def get_metrics(self, address: str) -> dict[str, float]:
        return (await self.http.get(f"http://{address}:9100/metrics.json")).json()

    async def get_pods(self, address: str, namespace: str) -> list[str]:
        response = await self.http.get(f"http://{address}:10250/pods", params={"namespace": namespace})
        return response.json()["items"]

    async def drain(self, address: str) -> None:
        await self.http.post(f"http://{address}:10250/drain")
