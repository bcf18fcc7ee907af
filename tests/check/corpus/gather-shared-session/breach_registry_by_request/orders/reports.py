from sqlalchemy import func, select

from orders.context import db
from orders.models import Order


async def turnover() -> int:
    return await db.scalar(select(func.sum(Order.total)).where(Order.state == "paid")) or 0


async def waiting() -> list[int]:
    return list(await db.scalars(select(Order.id).where(Order.state == "waiting")))
