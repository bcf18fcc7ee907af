from datetime import datetime

from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Session(Base):
    """A training session."""

    __tablename__ = "sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    starts_at: Mapped[datetime]
    coach: Mapped[str]
    places: Mapped[int] = mapped_column(default=12)

    def add(self, places: int) -> None:
        self.places += places

    def merge(self, other: "Session") -> None:
        self.places += other.places
