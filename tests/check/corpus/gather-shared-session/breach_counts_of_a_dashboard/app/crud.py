from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Customer, Ticket


async def count_open(db: AsyncSession) -> int:
    query = select(func.count()).select_from(Ticket).where(Ticket.closed_at.is_(None))
    return (await db.execute(query)).scalar_one()


async def count_customers(db: AsyncSession) -> int:
    return await db.scalar(select(func.count(Customer.id))) or 0
