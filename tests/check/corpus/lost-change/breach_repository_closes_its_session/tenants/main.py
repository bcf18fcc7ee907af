from fastapi import FastAPI
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from tenants.repository import TenantRepository
from tenants.service import TenantService

engine = create_async_engine("postgresql+asyncpg:///tenants")
service = TenantService(TenantRepository(async_sessionmaker(engine, expire_on_commit=False)))
app = FastAPI()


@app.post("/tenants/{slug}/suspend")
async def suspend(slug: str) -> None:
    await service.suspend(slug)


@app.post("/tenants/{slug}/resume")
async def resume(slug: str) -> None:
    await service.resume(slug)
