import asyncio
from typing import Annotated

import httpx
from fastapi import APIRouter, Depends, HTTPException
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session

from estimates.db import Estimate, SessionLocal, get_db
from estimates.totals import total

router = APIRouter()


@router.get("/estimates/{estimate_id}")
def show(estimate_id: int, db: Annotated[Session, Depends(get_db)]) -> dict[str, int | str]:
    estimate = db.get(Estimate, estimate_id)
    if estimate is None:
        raise HTTPException(404)
    return {"customer": estimate.customer, "cents": estimate.cents}


@router.get("/customers/{customer}/total")
async def customer_total(customer: str, currency: str = "EUR") -> float:
    cents = await run_in_threadpool(total, customer)
    async with httpx.AsyncClient() as http:
        rate = (await http.get("https://rates.example.com", params={"to": currency})).json()["rate"]
    return cents / 100 * rate


@router.post("/estimates", status_code=201)
async def create(customer: str, cents: int) -> int:
    def work() -> int:
        with SessionLocal.begin() as session:
            estimate = Estimate(customer=customer, cents=cents)
            session.add(estimate)
            session.flush()
            return estimate.id

    return await asyncio.to_thread(work)
