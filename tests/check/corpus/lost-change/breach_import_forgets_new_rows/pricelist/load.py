import csv
from pathlib import Path

from sqlalchemy import select

from pricelist import orm


async def load_products(path: Path) -> dict[str, int]:
    counts = {"new": 0, "changed": 0}
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    async with orm.session_factory() as session:
        known = {product.sku: product for product in await session.scalars(select(orm.Product))}
        for row in rows:
            product = known.get(row["sku"])
            if product is None:
                product = orm.Product(  # here
                    sku=row["sku"],
                    name=row["name"],
                )
                counts["new"] += 1
            elif product.name != row["name"]:
                product.name = row["name"]
                counts["changed"] += 1
        await session.commit()
    return counts


async def load_prices(path: Path) -> int:
    with path.open(newline="") as file:
        prices = [orm.Price(sku=row["sku"], cents=int(row["cents"])) for row in csv.DictReader(file)]
    async with orm.session_factory() as session:
        session.add_all(prices)
        await session.commit()
    return len(prices)


async def load_one(sku: str, cents: int) -> None:
    async with orm.session_factory.begin() as session:
        price = await session.scalar(select(orm.Price).where(orm.Price.sku == sku))
        if price is None:
            price = orm.Price(sku=sku)
            session.add(price)
        price.cents = cents
