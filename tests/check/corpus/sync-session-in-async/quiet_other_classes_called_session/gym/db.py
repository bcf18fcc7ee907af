from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

engine = create_async_engine("postgresql+asyncpg://gym@localhost/gym")
open_db = async_sessionmaker(engine)


async def get_db():
    db: AsyncSession
    async with open_db() as db:
        yield db
