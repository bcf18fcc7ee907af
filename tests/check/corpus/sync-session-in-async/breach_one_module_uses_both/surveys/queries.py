from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session  # here: advice

from surveys.model import Answer


def _mean(survey: int):
    return select(func.avg(Answer.score)).where(Answer.survey == survey)


async def mean_score(session: AsyncSession, survey: int) -> float | None:
    return await session.scalar(_mean(survey))


async def add_answer(session: AsyncSession, survey: int, score: int) -> None:
    session.add(Answer(survey=survey, score=score))
    await session.commit()


def mean_score_for_report(session: Session, survey: int) -> float | None:
    return session.scalar(_mean(survey))
