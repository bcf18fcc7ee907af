from .repositories import ExerciseRepository, WorkoutRepository


class NotFound(Exception):
    pass


class ChangeWorkout:
    def __init__(self, workouts: WorkoutRepository) -> None:
        self._workouts = workouts

    async def __call__(self, workout_id: int, title: str, minutes: int) -> None:
        workout = await self._workouts.find(workout_id)
        if workout is None:
            raise NotFound
        workout.title = title  # here: warning
        workout.minutes = minutes
        await self._workouts.session.commit()


class RenameExercise:
    def __init__(self, exercises: ExerciseRepository) -> None:
        self._exercises = exercises

    async def __call__(self, exercise_id: int, name: str) -> None:
        exercise = await self._exercises.find(exercise_id)
        if exercise is None:
            raise NotFound
        exercise.name = name
        await self._exercises.session.commit()
