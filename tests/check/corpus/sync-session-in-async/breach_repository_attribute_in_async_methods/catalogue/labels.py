from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from catalogue.tables import Label


class LabelRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def by_name(self, name: str) -> Label | None:
        result = await self._session.execute(select(Label).where(Label.name == name))
        return result.scalar_one_or_none()

    async def remove(self, label: Label) -> None:
        await self._session.delete(label)
        await self._session.flush()
