from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

engine = create_async_engine("postgresql+asyncpg://kitchen@localhost/kitchen")
SessionFactory = async_sessionmaker(bind=engine, autoflush=False, expire_on_commit=False)


async def get_session():
    async with SessionFactory() as session:
        yield session
