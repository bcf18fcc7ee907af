from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

factory = async_sessionmaker(create_async_engine("postgresql+asyncpg:///helpdesk"), expire_on_commit=False)


async def session() -> AsyncIterator[AsyncSession]:
    async with factory() as opened:
        yield opened


DbSession = Annotated[AsyncSession, Depends(session)]
