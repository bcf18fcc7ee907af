import logging

from sqlalchemy.orm import Session

from .entities import Article, Movement

logger = logging.getLogger(__name__)


class OutOfStock(Exception):
    pass


class Warehouse:
    def __init__(self, session: Session) -> None:
        self._session = session

    def receive(self, article_id: int, count: int) -> None:
        article = self._session.get_one(Article, article_id)
        article.amount += count
        article.movements.append(Movement(delta=count, reason="delivery"))
        self._session.commit()

    def take(self, article_id: int, count: int) -> None:
        article = self._session.get_one(Article, article_id)
        if article.amount < count:
            raise OutOfStock(article.name)
        article.amount -= count
        movement = Movement(article_id=article.id, delta=-count, reason="sale")  # here
        self._session.commit()
        logger.info("%s: %+d (%s)", article.name, movement.delta, movement.reason)

    def discard(self, article_id: int, reason: str) -> None:
        article = self._session.get_one(Article, article_id)
        movement = Movement(article_id=article.id, delta=-article.amount, reason=reason)
        article.amount = 0
        self._session.add_all([movement])
        self._session.commit()
