from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from warehouse.db import Item


class Stocktaking:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def count(self, shelf: str) -> int:
        result = await self.session.execute(select(func.sum(Item.count)).where(Item.shelf == shelf))
        return result.scalar() or 0

    async def shelves(self) -> list[str]:
        return list((await self.session.execute(select(Item.shelf).distinct())).scalars())
