from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from atlas.tree import Region


def _outline(session: Session, region_id: int) -> dict:
    region = session.get_one(Region, region_id)
    return {"name": region.name, "children": [_outline(session, child.id) for child in region.children]}


def _rename_below(session: Session, region_id: int, prefix: str) -> int:
    region = session.get_one(Region, region_id)
    for child in region.children:
        child.name = f"{prefix} {child.name}"
    session.flush()
    return len(region.children)


async def outline(session: AsyncSession, region_id: int) -> dict:
    return await session.run_sync(_outline, region_id)


async def rename_below(session: AsyncSession, region_id: int, prefix: str) -> int:
    renamed = await session.run_sync(_rename_below, region_id, prefix)
    await session.commit()
    return renamed


async def count(session: AsyncSession) -> int:
    def count_all(sync_session: Session) -> int:
        return sync_session.scalar(select(func.count()).select_from(Region)) or 0

    return await session.run_sync(count_all)
