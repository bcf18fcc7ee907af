import os

import httpx


class GitHub:
    def __init__(self):
        token = os.environ.get("GITHUB_TOKEN", "")
        self.client = httpx.AsyncClient(
            base_url="https://api.github.example.com",
            headers={"Authorization": f"Bearer {token}"} if token else {},
        )

    async def __aenter__(self):
        return self

    async def __aexit__(self, *exc):
        await self.client.aclose()

    async def repos(self, owner):
        url = f"/orgs/{owner}/repos"
        found = []
        while url:
            response = await self.client.get(url)
            found.extend(response.json())
            url = response.links.get("next", {}).get("url")
        return found

    async def languages(self, full_name):
        response = await self.client.get(f"/repos/{full_name}/languages")
        return response.json()
