from datetime import datetime

from redis import Redis
from rq import Queue
from sqlalchemy import select
from sqlalchemy.orm import Session

from archive.jobs import archive_batch
from archive.models import Order, engine

queue = Queue("archive", connection=Redis())


def enqueue_old(before: datetime) -> int:
    with Session(engine) as session:
        orders = session.scalars(select(Order).where(Order.closed_at < before).limit(500)).all()
    if orders:
        queue.enqueue(archive_batch, orders, "/srv/archive")  # here
    return len(orders)
