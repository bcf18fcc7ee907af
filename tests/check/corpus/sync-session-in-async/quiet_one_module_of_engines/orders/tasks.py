from celery import shared_task
from sqlalchemy import delete

from orders.engines import SyncSessionFactory
from orders.models import Order


@shared_task
def ship(order_id: int) -> None:
    with SyncSessionFactory.begin() as session:
        order = session.get(Order, order_id)
        if order is not None and order.state == "paid":
            order.state = "shipped"


@shared_task
def purge() -> int:
    session = SyncSessionFactory()
    try:
        removed = session.execute(delete(Order).where(Order.state == "cancelled")).rowcount
        session.commit()
        return removed
    finally:
        session.close()
