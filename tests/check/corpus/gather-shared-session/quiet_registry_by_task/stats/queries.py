from sqlalchemy import func, select

from stats.models import Visit
from stats.registry import task_session


async def top(column, most: int = 5):
    async with task_session() as session:
        query = select(column, func.count()).group_by(column).order_by(func.count().desc()).limit(most)
        return (await session.execute(query)).all()


async def total():
    async with task_session() as session:
        return (await session.execute(select(func.count(Visit.id)))).scalar_one()
