from fastapi import APIRouter, Depends, Request
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from . import memberships
from .models import Membership, Team

router = APIRouter()


async def session_of(request: Request):
    async with request.app.state.sessions() as session:
        yield session


@router.get("/users/{user_id}/teams")
async def teams_of(user_id: int, session: AsyncSession = Depends(session_of)):
    return [m.team_id for m in await memberships.of_user(session, user_id)]


@router.get("/users/{user_id}/teams/count")
async def count_of(user_id: int, session: AsyncSession = Depends(session_of)) -> int:
    count = select(func.count()).select_from(Membership).where(Membership.user_id == user_id)
    return await session.scalar(count) or 0


@router.get("/teams/{slug}")
async def team(slug: str, session: AsyncSession = Depends(session_of)):
    return await session.scalar(select(Team).where(Team.slug == slug))
