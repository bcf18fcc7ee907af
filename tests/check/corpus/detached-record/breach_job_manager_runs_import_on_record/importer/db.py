from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

engine = create_async_engine("postgresql+asyncpg://importer@localhost/importer")
new_session = async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)
