from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from .models import Membership


async def of_user(session: AsyncSession, user_id: int) -> Sequence[Membership]:
    return (await session.scalars(select(Membership).where(Membership.user_id == user_id))).all()


async def of_team(session: AsyncSession, team_id: int) -> Sequence[Membership]:
    return (await session.scalars(select(Membership).where(Membership.team_id == team_id))).all()


async def of_teams(session: AsyncSession, team_ids: list[int]) -> Sequence[Membership]:
    return (await session.scalars(select(Membership).where(Membership.team_id.in_(team_ids)))).all()


async def role_in(session: AsyncSession, team_id: int, user_id: int) -> str | None:
    return await session.scalar(
        select(Membership.role).where(Membership.team_id == team_id, Membership.user_id == user_id)
    )


async def leave_all(session: AsyncSession, user_id: int) -> None:
    await session.execute(delete(Membership).where(Membership.user_id == user_id))
    await session.commit()
