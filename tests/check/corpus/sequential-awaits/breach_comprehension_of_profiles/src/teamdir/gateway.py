from dataclasses import dataclass

import httpx


@dataclass(frozen=True)
class Profile:
    user_id: int
    display_name: str
    timezone: str


class ProfileGateway:
    """The company's people API."""

    def __init__(self, client: httpx.AsyncClient):
        self.client = client

    async def get_profile(self, user_id: int) -> Profile:
        answer = await self.client.get(f"/people/{user_id}")
        answer.raise_for_status()
        payload = answer.json()
        return Profile(payload["id"], payload["displayName"], payload.get("tz", "UTC"))

    async def member_ids(self, team: str) -> list[int]:
        answer = await self.client.get(f"/teams/{team}/members")
        return [row["id"] for row in answer.json()]
