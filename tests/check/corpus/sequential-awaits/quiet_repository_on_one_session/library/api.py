from fastapi import APIRouter, Depends
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from .repository import BookRepository
from .service import AvailabilityService

engine = create_async_engine("postgresql+asyncpg://localhost/library")
Session = async_sessionmaker(engine, expire_on_commit=False)
router = APIRouter(prefix="/books")


async def get_session():
    async with Session() as session:
        yield session


def get_service(session: AsyncSession = Depends(get_session)) -> AvailabilityService:
    return AvailabilityService(BookRepository(session))


@router.post("/titles")
async def titles(book_ids: list[int], service: AvailabilityService = Depends(get_service)) -> list[str]:
    return await service.titles(book_ids)
