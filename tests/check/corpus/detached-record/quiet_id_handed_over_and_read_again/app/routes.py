import asyncio

from fastapi import APIRouter, BackgroundTasks, HTTPException

from app.db import SessionDep
from app.fulfilment import fulfil
from app.models import Order

router = APIRouter()
running = set()


@router.post("/orders/{order_id}/fulfil")
async def start(order_id: int, session: SessionDep, background: BackgroundTasks):
    order = await session.get(Order, order_id)
    if order is None:
        raise HTTPException(404)
    background.add_task(fulfil, order.id)
    return {"order": order.id}


@router.post("/orders/{order_id}/fulfil-now")
async def start_now(order_id: int, session: SessionDep):
    order = await session.get(Order, order_id)
    if order is None:
        raise HTTPException(404)
    task = asyncio.create_task(fulfil(order.id))
    running.add(task)
    task.add_done_callback(running.discard)
    return {"order": order.id}
