from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from .models import Club, Member


async def change_email(session: AsyncSession, member_id: int, email: str) -> Member:
    member = await session.get_one(Member, member_id)
    member.email = email.lower()
    await session.commit()
    return member


async def leave(session: AsyncSession, member_id: int) -> None:
    member = await session.get_one(Member, member_id)
    member.deleted_at = datetime.now(UTC)
    await session.commit()


async def move_all(session: AsyncSession, source: int, target: int) -> None:
    await session.execute(update(Member).where(Member.club_id == source).values(club_id=target))
    club = await session.scalar(select(Club).where(Club.id == source))
    club.name = f"{club.name} (closed)"
    await session.commit()
