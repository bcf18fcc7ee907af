from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from kanban.tables import Card


def append(session: Session, column_id: int, title: str) -> Card:
    last = session.scalar(select(func.max(Card.position)).where(Card.column_id == column_id)) or 0
    card = Card(column_id=column_id, position=last + 1, title=title)
    session.add(card)
    session.commit()
    return card


def below(session: Session, card: Card) -> Card | None:
    return session.scalar(select(Card).where(Card.column_id == card.column_id, Card.position == card.position + 1))


def rename(session: Session, card_id: int, version: int, title: str) -> bool:
    result = session.execute(
        update(Card)
        .where(Card.id == card_id, Card.version == version)
        .values(title=title, version=version + 1)
    )
    session.commit()
    return result.rowcount == 1


def make_room(session: Session, column_id: int, position: int) -> None:
    session.execute(
        update(Card)
        .where(Card.column_id == column_id, Card.position >= position)
        .values(position=Card.position + 1)
    )
