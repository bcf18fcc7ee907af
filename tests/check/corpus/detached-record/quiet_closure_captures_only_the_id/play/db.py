from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Game(Base):
    __tablename__ = "games"

    id: Mapped[int] = mapped_column(primary_key=True)
    finished: Mapped[bool] = mapped_column(default=False)


class GameEvent(Base):
    __tablename__ = "game_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    game_id: Mapped[int]
    text: Mapped[str]


AsyncSessionLocal = async_sessionmaker(create_async_engine("postgresql+asyncpg:///play"), class_=AsyncSession)


async def get_db():
    async with AsyncSessionLocal() as session:
        yield session
