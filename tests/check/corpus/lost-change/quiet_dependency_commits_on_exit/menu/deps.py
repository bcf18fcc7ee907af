from collections.abc import AsyncGenerator
from typing import Annotated

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from .settings import settings

maker = async_sessionmaker(create_async_engine(settings.database_url), expire_on_commit=False)


async def unit_of_work() -> AsyncGenerator[AsyncSession, None]:
    async with maker() as session:
        try:
            yield session
            await session.commit()
        except BaseException:
            await session.rollback()
            raise


Session = Annotated[AsyncSession, Depends(unit_of_work)]
