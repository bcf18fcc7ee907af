import asyncio

import httpx

from .base import Tool


class WebSearch(Tool):
    name = "web_search"

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint

    def invoke(self, **arguments: str) -> str:
        hits = asyncio.run(self.ainvoke(arguments["query"]))  # here
        return "\n".join(hits)

    async def ainvoke(self, query: str) -> list[str]:
        async with httpx.AsyncClient() as http:
            answer = await http.get(self.endpoint, params={"q": query})
        return [hit["title"] for hit in answer.json()["hits"]]
