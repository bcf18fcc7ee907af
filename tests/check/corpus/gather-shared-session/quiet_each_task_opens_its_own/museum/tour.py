import asyncio

from sqlalchemy import select

from museum.db import Room, Session
from museum.rooms import pieces, rename


async def tour(floor: int) -> dict[int, list[str]]:
    async with Session() as session:
        rooms = (await session.scalars(select(Room).where(Room.floor == floor))).all()
        lists = await asyncio.gather(*(pieces(room.id) for room in rooms))
        return {room.id: titles for room, titles in zip(rooms, lists)}


async def relabel(titles: dict[int, str]) -> None:
    async with asyncio.TaskGroup() as group:
        for piece_id, title in titles.items():
            group.create_task(rename(piece_id, title))
