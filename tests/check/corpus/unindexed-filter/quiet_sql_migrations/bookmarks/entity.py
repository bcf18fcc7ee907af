from datetime import datetime

from sqlalchemy import func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Bookmark(Base):
    """The tables are made by dbmate; see db/migrations."""

    __tablename__ = "bookmarks"

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str]
    folder: Mapped[str]
    added_at: Mapped[datetime] = mapped_column(server_default=func.now())
