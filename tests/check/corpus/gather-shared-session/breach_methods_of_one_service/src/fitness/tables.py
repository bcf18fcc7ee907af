from datetime import date

from sqlmodel import Field, SQLModel


class Workout(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    athlete_id: int = Field(index=True)
    day: date
    minutes: int


class Goal(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    athlete_id: int = Field(index=True)
    minutes_a_week: int
