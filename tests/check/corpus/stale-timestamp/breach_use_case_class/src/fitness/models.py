from datetime import datetime
from typing import Annotated

from sqlalchemy import func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

created = Annotated[datetime, mapped_column(server_default=func.now())]
touched = Annotated[datetime, mapped_column(server_default=func.now(), onupdate=func.now())]
pk = Annotated[int, mapped_column(primary_key=True)]


class Base(DeclarativeBase):
    pass


class Workout(Base):
    __tablename__ = "workouts"

    id: Mapped[pk]
    title: Mapped[str]
    minutes: Mapped[int]
    created_at: Mapped[created]
    updated_at: Mapped[created]


class Exercise(Base):
    __tablename__ = "exercises"

    id: Mapped[pk]
    name: Mapped[str]
    updated_at: Mapped[touched]
