import asyncio

from fastapi import APIRouter, HTTPException
from sqlalchemy import select

from warehouse.db import SessionDep
from warehouse.db.models import Order
from warehouse.shipping import dispatch

router = APIRouter(prefix="/orders")

_running: set[asyncio.Task[None]] = set()


@router.post("/{reference}/dispatch", status_code=202)
async def dispatch_order(reference: str, session: SessionDep) -> dict[str, str]:
    result = await session.execute(select(Order).where(Order.reference == reference))
    order = result.scalar_one_or_none()
    if order is None:
        raise HTTPException(404, "no such order")
    task = asyncio.create_task(dispatch(order))  # here
    _running.add(task)
    task.add_done_callback(_running.discard)
    return {"reference": reference, "state": "dispatching"}
