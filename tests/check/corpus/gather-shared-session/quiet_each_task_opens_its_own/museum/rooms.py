from sqlalchemy import select

from museum.db import Piece, Session


async def pieces(room_id: int) -> list[str]:
    async with Session() as session:
        return list(await session.scalars(select(Piece.title).where(Piece.room_id == room_id)))


async def rename(piece_id: int, title: str) -> None:
    async with Session.begin() as session:
        piece = await session.get(Piece, piece_id)
        if piece is not None:
            piece.title = title
