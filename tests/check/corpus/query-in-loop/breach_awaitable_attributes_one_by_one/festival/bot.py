import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from festival.programme import Show, Stage
from festival.storage import open_session


async def timetable() -> str:
    lines: list[str] = []
    async with open_session() as session:
        stages = (await session.execute(sa.select(Stage).order_by(Stage.name))).scalars().all()
        for stage in stages:
            lines.append(f"*{stage.name}*")
            for show in await stage.awaitable_attrs.shows:  # here: warning
                lines.append(f"{show.begins:%H:%M} {show.band}")
    return "\n".join(lines)


async def timetable_of(stage_id: int) -> str:
    async with open_session() as session:
        stage = await session.get_one(Stage, stage_id)
        shows = await stage.awaitable_attrs.shows
        return "\n".join(f"{show.begins:%H:%M} {show.band}" for show in shows)


async def next_shows(limit: int = 5) -> str:
    query = sa.select(Show).options(selectinload(Show.stage)).order_by(Show.begins).limit(limit)
    async with open_session() as session:
        return "\n".join(f"{show.band} @ {show.stage.name}" for show in await session.scalars(query))
