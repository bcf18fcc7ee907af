from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from atlas import walks

router = APIRouter(prefix="/regions")


async def open_session(request: Request):
    async with request.app.state.sessions() as session:
        yield session


Db = Annotated[AsyncSession, Depends(open_session)]


@router.get("/{region_id}")
async def outline(region_id: int, db: Db) -> dict:
    return await walks.outline(db, region_id)


@router.get("/")
async def count(db: Db) -> int:
    return await walks.count(db)
