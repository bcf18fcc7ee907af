from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from inventory.domain.stock import StockLevel


async def sync_store(session: AsyncSession, store_id: int) -> None:
    await session.execute(update(StockLevel).where(StockLevel.store_id == store_id).values(on_hand=0))
    await session.commit()
