import asyncio

from fastapi import APIRouter

from app import crud
from app.db import DbSession, SessionLocal

router = APIRouter(prefix="/dashboard")


@router.get("")
async def dashboard(db: DbSession) -> dict[str, int]:
    tickets, customers = await asyncio.gather(crud.count_open(db), crud.count_customers(db))  # here
    return {"open_tickets": tickets, "customers": customers}


@router.get("/slow")
async def slow_dashboard(db: DbSession) -> dict[str, int]:
    return {"open_tickets": await crud.count_open(db), "customers": await crud.count_customers(db)}


@router.get("/fast")
async def fast_dashboard(db: DbSession) -> dict[str, int]:
    async with SessionLocal() as second:
        tickets, customers = await asyncio.gather(crud.count_open(db), crud.count_customers(second))
    return {"open_tickets": tickets, "customers": customers}
