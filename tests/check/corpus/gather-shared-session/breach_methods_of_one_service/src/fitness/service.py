from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from .tables import Goal, Workout
from .tips import tip_of_the_day, weather


@dataclass
class Progress:
    session: AsyncSession
    athlete_id: int

    async def _minutes(self, since: date) -> int:
        query = select(func.sum(Workout.minutes)).where(
            Workout.athlete_id == self.athlete_id, col(Workout.day) >= since
        )
        return (await self.session.exec(query)).one() or 0

    async def _goal(self) -> int:
        query = select(Goal.minutes_a_week).where(Goal.athlete_id == self.athlete_id)
        return (await self.session.exec(query)).first() or 150

    async def week(self, today: date) -> float:
        monday = today - timedelta(days=today.weekday())
        minutes, goal = await asyncio.gather(self._minutes(monday), self._goal())  # here
        return minutes / goal

    async def month(self, today: date) -> float:
        minutes = await self._minutes(today.replace(day=1))
        return minutes / (4 * await self._goal())

    async def extras(self, place: str) -> tuple[str, str]:
        tip, sky = await asyncio.gather(tip_of_the_day(), weather(place))
        return tip, sky
