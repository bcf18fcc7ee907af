from sqlalchemy import String
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker


class Base(DeclarativeBase):
    pass


class Station(Base):
    __tablename__ = "stations"

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    line: Mapped[str]


engine: AsyncEngine = create_async_engine("mysql+asyncmy://localhost/metro")
AsyncSessionLocal = sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)
