from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from .types import Timestamp, UpdateTimestamp


class Base(DeclarativeBase):
    pass


class Note(Base):
    __tablename__ = "notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    pinned: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[Timestamp]
    updated_at: Mapped[UpdateTimestamp]
