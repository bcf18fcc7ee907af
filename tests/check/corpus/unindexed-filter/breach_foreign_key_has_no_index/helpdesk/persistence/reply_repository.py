from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.persistence.mapping import Reply


class ReplyRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def thread(self, ticket_id: int) -> Sequence[Reply]:
        statement = select(Reply).where(Reply.ticket_id == ticket_id)
        return (await self._session.scalars(statement)).all()

    async def length(self, ticket_id: int) -> int:
        statement = select(func.count(Reply.id)).where(Reply.ticket_id == ticket_id)
        return await self._session.scalar(statement) or 0

    async def by_author(self, author_id: int) -> Sequence[Reply]:
        return (await self._session.scalars(select(Reply).where(Reply.author_id == author_id))).all()

    async def count_by_author(self, author_id: int) -> int:
        return await self._session.scalar(select(func.count(Reply.id)).where(Reply.author_id == author_id)) or 0
