from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.db import async_session
from app.models import Order


async def fulfil(order_id: int) -> None:
    async with async_session() as session:
        order = await session.scalar(
            select(Order).options(selectinload(Order.lines)).where(Order.id == order_id)
        )
        if order is None:
            return
        for line in order.lines:
            print("picking", line.sku)
        order.state = "fulfilled"
        await session.commit()
