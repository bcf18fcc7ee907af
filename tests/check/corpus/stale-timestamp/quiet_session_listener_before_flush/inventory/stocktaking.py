from sqlalchemy import select

from .database import Item, SessionLocal, Shelf


def take_stock(counts: dict[str, int]) -> list[str]:
    differing = []
    with SessionLocal() as session:
        for item in session.scalars(select(Item).where(Item.sku.in_(counts))):
            if item.stock != counts[item.sku]:
                differing.append(item.sku)
                item.stock = counts[item.sku]
        session.commit()
    return differing


def raise_prices(percent: int) -> None:
    with SessionLocal.begin() as session:
        for item in session.scalars(select(Item)).all():
            item.price += item.price * percent // 100


def relabel(shelf_id: int, label: str) -> None:
    with SessionLocal() as session:
        shelf = session.get(Shelf, shelf_id)
        if shelf is not None:
            shelf.label = label
            session.commit()
