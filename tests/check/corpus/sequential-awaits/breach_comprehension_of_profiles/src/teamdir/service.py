import asyncio
from collections import defaultdict

from .gateway import Profile, ProfileGateway


class TeamService:
    def __init__(self, gateway: ProfileGateway) -> None:
        self._gateway = gateway
        self._slots = asyncio.Semaphore(5)

    async def roster(self, team: str) -> list[Profile]:
        member_ids = await self._gateway.member_ids(team)
        return [await self._gateway.get_profile(member_id) for member_id in member_ids]  # here: warning

    async def rosters(self, teams: list[str]) -> dict[str, list[int]]:
        async def one(team: str) -> list[int]:
            async with self._slots:
                return await self._gateway.member_ids(team)

        answers = await asyncio.gather(*(one(team) for team in teams))
        return dict(zip(teams, answers))

    @staticmethod
    def by_timezone(profiles: list[Profile]) -> dict[str, list[str]]:
        zones: dict[str, list[str]] = defaultdict(list)
        for profile in profiles:
            zones[profile.timezone].append(profile.display_name)
        return dict(zones)
