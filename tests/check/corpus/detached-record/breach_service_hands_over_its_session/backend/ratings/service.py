from fastapi import BackgroundTasks, Depends
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..core.db import get_session
from .models import Product, Rating


def recompute_average(session: Session, product_id: int) -> None:
    average = session.scalar(select(func.avg(Rating.stars)).where(Rating.product_id == product_id))
    product = session.get(Product, product_id)
    product.average = average or 0.0
    session.commit()


class RatingService:
    def __init__(self, background: BackgroundTasks, session: Session = Depends(get_session)):
        self.background = background
        self.session = session

    def rate(self, product_id: int, stars: int) -> None:
        self.session.add(Rating(product_id=product_id, stars=stars))
        self.session.commit()
        self.background.add_task(recompute_average, self.session, product_id)  # here
