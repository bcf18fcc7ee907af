from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from kanban.tables import Card

BATCH = 500


def share(session: Session, worker: int, workers: int) -> list[Card]:
    """Every worker takes the cards whose id leaves its number."""
    return list(session.scalars(select(Card).where(Card.id % workers == worker)))


def pages(session: Session) -> Iterator[list[Card]]:
    number = 0
    last_id = 0
    while cards := list(session.scalars(select(Card).where(Card.id > last_id).order_by(Card.id).limit(BATCH + 1))):
        number += 1
        last_id = cards[-1].id
        yield cards


def page(session: Session, number: int, size: int) -> list[Card]:
    return list(session.scalars(select(Card).order_by(Card.id).offset((number - 1) * size).limit(size)))
