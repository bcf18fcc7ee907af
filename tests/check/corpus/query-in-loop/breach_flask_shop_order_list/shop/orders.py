from flask import Blueprint, jsonify
from sqlalchemy.orm import joinedload, selectinload

from .models import Order, OrderItem

bp = Blueprint("orders", __name__, url_prefix="/orders")


@bp.get("/")
def index():
    result = []
    for order in Order.query.filter_by(status="open").all():
        lines = []
        for item in order.items:  # here: warning
            lines.append({"title": item.product.title, "quantity": item.quantity})  # here: warning
        result.append(
            {
                "number": order.number,
                "customer": order.customer.name,  # here: warning
                "lines": lines,
            }
        )
    return jsonify(result)


@bp.get("/packing")
def packing():
    orders = (
        Order.query.options(joinedload(Order.customer), selectinload(Order.items).joinedload(OrderItem.product))
        .filter_by(status="paid")
        .all()
    )
    result = []
    for order in orders:
        for item in order.items:
            result.append({"to": order.customer.name, "title": item.product.title, "quantity": item.quantity})
    return jsonify(result)
