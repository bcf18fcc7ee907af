import asyncio
from typing import Any

import aiohttp


class NodeClient:
    def __init__(self, base_url):
        self.base_url = base_url.rstrip("/")

    async def rpc(self, method, *params):
        payload = {"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)}
        async with aiohttp.ClientSession() as session:
            async with session.post(self.base_url, json=payload) as reply:
                return (await reply.json())["result"]


class SyncNodeClient:
    """Keeps one loop for its whole life, so that old callers need no await."""

    def __init__(self, base_url):
        self._client = NodeClient(base_url)
        self._loop = asyncio.new_event_loop()

    def _call(self, method: str, *params: Any) -> Any:
        return self._loop.run_until_complete(self._client.rpc(method, *params))  # here

    def block_height(self) -> int:
        return int(self._call("getblockcount"))

    def balance(self, address: str) -> int:
        return int(self._call("getbalance", address))

    def close(self) -> None:
        self._loop.close()
