from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

engine = create_async_engine("postgresql+asyncpg://events@localhost/events")
SessionMaker = async_sessionmaker(engine)


class Base(DeclarativeBase):
    pass


class Booking(Base):
    __tablename__ = "bookings"

    id: Mapped[int] = mapped_column(primary_key=True)
    guest: Mapped[str]
    email: Mapped[str]
    cancelled: Mapped[bool] = mapped_column(default=False)


async def session_dependency():
    async with SessionMaker() as session:
        async with session.begin():
            yield session
