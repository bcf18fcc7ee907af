from datetime import datetime

from sqlalchemy import JSON, func
from sqlalchemy.ext.asyncio import AsyncAttrs, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column


class Base(AsyncAttrs, MappedAsDataclass, DeclarativeBase):
    pass


class Playlist(Base):
    __tablename__ = "playlists"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    name: Mapped[str]
    tracks: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    public: Mapped[bool] = mapped_column(default=False)
    updated_at: Mapped[datetime] = mapped_column(insert_default=func.now(), default=None)


async_session = async_sessionmaker(create_async_engine("sqlite+aiosqlite:///playlists.db"))
