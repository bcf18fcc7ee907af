from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

Sessions = async_sessionmaker(create_async_engine("postgresql+asyncpg://press@db/press"))
