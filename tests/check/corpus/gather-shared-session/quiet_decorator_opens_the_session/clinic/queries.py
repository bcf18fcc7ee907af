import datetime

from sqlalchemy import func, select

from clinic.models import Visit
from clinic.transactional import with_session


@with_session
async def visits_on(session, day: datetime.date) -> int:
    result = await session.execute(select(func.count(Visit.id)).where(Visit.day == day))
    return result.scalar_one()


@with_session
async def doctors(session) -> list[str]:
    return list(await session.scalars(select(Visit.doctor).distinct()))
