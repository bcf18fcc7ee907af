from __future__ import annotations

import httpx

BASE_URL = "https://weather.example.com/v2"


class WeatherClient:
    def __init__(self, http: httpx.AsyncClient, key: str) -> None:
        self._http = http
        self._key = key

    async def current(self, city: str) -> dict:
        response = await self._http.get(f"{BASE_URL}/current", params={"q": city, "key": self._key})
        response.raise_for_status()
        return response.json()

    async def history(self, city: str) -> list[dict]:
        pages: list[dict] = []
        token: str | None = None
        while True:
            params = {"q": city, "key": self._key}
            if token:
                params["page_token"] = token
            response = await self._http.get(f"{BASE_URL}/history", params=params)
            body = response.json()
            pages.extend(body["days"])
            token = body.get("next_page_token")
            if not token:
                return pages
