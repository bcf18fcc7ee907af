from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlmodel import Field, SQLModel

engine = create_async_engine("postgresql+asyncpg://localhost/warehouse")
SessionFactory = async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)


class Item(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    shelf: str
    count: int = 0
