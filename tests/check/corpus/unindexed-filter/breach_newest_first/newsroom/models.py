import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Story(Base):
    __tablename__ = "story"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(sa.String(120))
    title: Mapped[str]
    pinned: Mapped[bool] = mapped_column(default=False)
    published_at: Mapped[dt.datetime] = mapped_column(sa.DateTime(timezone=True))  # here: warning
    updated_at: Mapped[dt.datetime] = mapped_column(sa.DateTime(timezone=True), onupdate=sa.func.now())
