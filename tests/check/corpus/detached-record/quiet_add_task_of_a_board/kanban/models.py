from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Board(Base):
    __tablename__ = "boards"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    tasks: Mapped[list[Task]] = relationship(back_populates="board")

    def add_task(self, task: Task, position: int | None = None) -> None:
        task.position = len(self.tasks) if position is None else position
        self.tasks.append(task)


class Task(Base):
    __tablename__ = "tasks"

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"))
    text: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    board: Mapped[Board] = relationship(back_populates="tasks")
