from sqlalchemy import bindparam, update
from sqlalchemy.ext.asyncio import AsyncSession

from .clock import now, stamped
from .tables import Card


async def credit(session: AsyncSession, card_id: int, points: int) -> None:
    statement = update(Card).where(Card.id == card_id)
    statement = statement.values(points=Card.points + points, updated_at=now())
    await session.execute(statement)
    await session.commit()


async def promote(session: AsyncSession, ids: list[int], tier: str) -> None:
    values = stamped(tier=tier)
    await session.execute(update(Card).where(Card.id.in_(ids)).values(**values))
    await session.commit()


async def set_points(session: AsyncSession, points: dict[int, int]) -> None:
    connection = await session.connection()
    await connection.execute(
        update(Card.__table__).where(Card.__table__.c.id == bindparam("card")),
        [{"card": card, "points": value, "updated_at": now()} for card, value in points.items()],
    )
    await session.commit()


async def replace(session: AsyncSession, card_id: int, **changes: object) -> None:
    card = await session.get_one(Card, card_id)
    for name, value in {**changes, "updated_at": now()}.items():
        setattr(card, name, value)
    await session.commit()
