from fastapi import Depends
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from .db import get_session
from .models import Member
from .repository import GroupRepository


class GroupService:
    def __init__(self, session: AsyncSession = Depends(get_session)) -> None:
        self.session = session
        self.groups = GroupRepository(session)

    async def overview(self) -> list[dict[str, object]]:
        rows: list[dict[str, object]] = []
        for group in await self.groups.active():
            members = await self.session.scalar(select(func.count()).where(Member.group_id == group.id))  # here: warning
            rows.append({"id": group.id, "title": group.title, "members": members})
        return rows

    async def overview_in_one_go(self) -> list[dict[str, object]]:
        groups = await self.groups.active()
        counted = await self.session.execute(
            select(Member.group_id, func.count())
            .where(Member.group_id.in_([group.id for group in groups]))
            .group_by(Member.group_id)
        )
        members = {group_id: number for group_id, number in counted}
        return [{"id": g.id, "title": g.title, "members": members.get(g.id, 0)} for g in groups]
