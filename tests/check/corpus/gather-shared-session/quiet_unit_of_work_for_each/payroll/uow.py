from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from payroll.repositories import PayslipRepository

engine = create_async_engine("postgresql+asyncpg://localhost/payroll")


@asynccontextmanager
async def unit_of_work():
    async with AsyncSession(engine, expire_on_commit=False) as session:
        async with session.begin():
            yield PayslipRepository(session)
