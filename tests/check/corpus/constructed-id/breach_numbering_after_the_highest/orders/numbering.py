from sqlalchemy import func

from orders.persistence import Order


def free_order_id(session):
    highest = session.query(func.max(Order.order_id)).scalar() or 1000
    return highest + 1  # here


def page_count(session, size):
    orders = session.query(func.count(Order.order_id)).scalar()
    return (orders + size - 1) // size
