from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from .orm import Feed, Import, Stock


async def state(session: AsyncSession, raw_id: str) -> str:
    found = await session.get(Import, UUID(raw_id.strip().removeprefix("urn:uuid:")))
    return found.state if found else "unknown"


async def state_of_feed(session: AsyncSession, name: str) -> str:
    feed = await session.get(Feed, name.lower())
    if feed is None or feed.last_import_id is None:
        return "never"
    last = await session.get_one(Import, feed.last_import_id)
    return f"{feed.name}-{last.state}"


async def start(session: AsyncSession, name: str) -> str:
    feed = await session.get_one(Feed, name)
    record = Import()
    session.add(record)
    await session.flush()
    feed.last_import_id = record.id
    await session.commit()
    return str(record.id)


async def take(session: AsyncSession, depot_id: str, article_id: int, pieces: int) -> int:
    stock = await session.get_one(Stock, (int(depot_id), article_id), with_for_update=True)
    stock.pieces = stock.pieces - pieces
    await session.commit()
    return stock.pieces


async def put(session: AsyncSession, depot_id: int, article_id: int, pieces: int) -> None:
    stock = await session.get(Stock, {"depot_id": depot_id, "article_id": article_id})
    if stock is None:
        stock = Stock(depot_id=depot_id, article_id=article_id, pieces=pieces)
        session.add(stock)
    else:
        stock.pieces += pieces
    await session.commit()
