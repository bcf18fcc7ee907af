from sqlalchemy.ext.asyncio import AsyncAttrs, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase


class Model(AsyncAttrs, DeclarativeBase):
    pass


engine = create_async_engine("sqlite+aiosqlite:///festival.db")
open_session = async_sessionmaker(engine)
