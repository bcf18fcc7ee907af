import enum

from sqlalchemy import Enum
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class State(enum.Enum):
    QUEUED = "queued"
    SENT = "sent"
    BOUNCED = "bounced"


class Letter(Base):
    __tablename__ = "letter"

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[State] = mapped_column(Enum(State), default=State.QUEUED)
    body: Mapped[str]
