from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from auction.lots import Bid, Lot, Phase
from auction.notify import tell_bidders

make_session = async_sessionmaker(create_async_engine("postgresql+asyncpg:///auction"), expire_on_commit=False)


async def sell(lot_id: int) -> None:
    async with make_session() as session:
        async with session.begin():
            lot = await session.get_one(Lot, lot_id, with_for_update=True)
            lot.phase = Phase.CLOSING
            lot.sold_at = datetime.now(UTC)
            best = await session.scalar(select(func.max(Bid.cents)).where(Bid.lot_id == lot_id))
        await tell_bidders(lot_id, best)
        lot.phase = Phase.SOLD  # here


async def sell_quietly(lot_id: int) -> None:
    async with make_session() as session:
        async with session.begin():
            lot = await session.get_one(Lot, lot_id, with_for_update=True)
            lot.phase = Phase.CLOSING
        async with session.begin():
            lot.phase = Phase.SOLD
            lot.sold_at = datetime.now(UTC)


async def reopen(lot_id: int) -> None:
    async with make_session() as session, session.begin():
        lot = await session.get_one(Lot, lot_id)
        lot.phase = Phase.OPEN
        lot.sold_at = None
