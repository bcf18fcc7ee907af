from typing import Annotated

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

_factory = async_sessionmaker(create_async_engine("postgresql+asyncpg:///glossary"), expire_on_commit=False)


async def open_session():
    async with _factory() as session:
        yield session


Db = Annotated[AsyncSession, Depends(open_session)]
