from collections.abc import Sequence

from sqlalchemy import func, select

from insight.database import SessionFactory, Visit


async def top_paths(site_id: int, limit: int = 20) -> Sequence[tuple[str, int]]:
    statement = (
        select(Visit.path, func.count())
        .where(Visit.site_id == site_id)
        .group_by(Visit.path)
        .order_by(func.count().desc())
        .limit(limit)
    )
    async with SessionFactory() as session:
        return [(path, hits) for path, hits in await session.execute(statement)]
