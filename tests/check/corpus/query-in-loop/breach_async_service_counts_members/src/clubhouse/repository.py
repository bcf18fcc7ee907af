from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from .models import Group


class GroupRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def active(self) -> Sequence[Group]:
        result = await self.session.scalars(select(Group).where(Group.archived.is_(False)).order_by(Group.title))
        return result.all()
