from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

Writer = async_sessionmaker(create_async_engine("postgresql+asyncpg://primary/shop"))
Reader = async_sessionmaker(create_async_engine("postgresql+asyncpg://standby/shop"))
