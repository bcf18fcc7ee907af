from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from .models import Exercise, Workout


class WorkoutRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def find(self, workout_id: int) -> Workout | None:
        result = await self.session.execute(select(Workout).where(Workout.id == workout_id))
        return result.scalar_one_or_none()


class ExerciseRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def find(self, exercise_id: int) -> Exercise | None:
        result = await self.session.execute(select(Exercise).where(Exercise.id == exercise_id))
        return result.scalar_one_or_none()
