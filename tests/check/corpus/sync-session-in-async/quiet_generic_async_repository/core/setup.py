import asyncio

from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from core.base import Base
from core.parks import ParkRepository


async def main() -> None:
    engine = create_async_engine("sqlite+aiosqlite:///parks.db")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(engine) as session:
        await ParkRepository(session).create("North")
        await session.commit()


if __name__ == "__main__":
    asyncio.run(main())
