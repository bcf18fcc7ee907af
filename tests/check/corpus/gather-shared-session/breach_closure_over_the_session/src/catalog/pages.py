import asyncio

from sqlalchemy import select

from catalog.storage import Product, Session


async def load_pages(categories: list[str]) -> dict[str, list[str]]:
    async with Session() as session:

        async def load(category: str) -> list[str]:
            rows = await session.execute(select(Product.name).where(Product.category == category))
            return list(rows.scalars())

        pages = await asyncio.gather(*map(load, categories))  # here
    return dict(zip(categories, pages))


async def load_pages_apart(categories: list[str]) -> dict[str, list[str]]:
    async def load(category: str) -> list[str]:
        async with Session() as session:
            rows = await session.execute(select(Product.name).where(Product.category == category))
            return list(rows.scalars())

    pages = await asyncio.gather(*map(load, categories))
    return dict(zip(categories, pages))
