from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from .models import Page


async def rebuild_index(db: AsyncSession, project_id: int) -> int:
    count = 0
    async for page in await db.stream_scalars(select(Page).where(Page.project_id == project_id)):
        print(page.id, len(page.body))
        count += 1
    return count
