from flask import Blueprint, current_app, jsonify, request

from .carrier import announce
from .models import Order, db

orders = Blueprint("orders", __name__, url_prefix="/orders")


@orders.route("/", methods=["POST"])
def create():
    order = Order(customer=request.json["customer"])
    db.session.add(order)
    db.session.commit()
    order.status = "queued"  # here
    return jsonify(id=order.id), 201


@orders.route("/<int:order_id>/paid", methods=["POST"])
def pay(order_id):
    order = db.get_or_404(Order, order_id)
    order.paid = True
    order.status = "paid"
    db.session.commit()
    current_app.logger.info("order %s is paid", order.id)
    return "", 204


@orders.route("/<int:order_id>/ship", methods=["POST"])
def ship(order_id):
    order = db.get_or_404(Order, order_id)
    order.status = "shipped"
    db.session.commit()
    reference = announce(order.id, order.customer)
    order.carrier_reference = reference  # here
    return jsonify(reference=reference)


@orders.route("/<int:order_id>/reship", methods=["POST"])
def reship(order_id):
    order = db.get_or_404(Order, order_id)
    order.status = "shipping"
    db.session.commit()
    order.carrier_reference = announce(order.id, order.customer)
    order.status = "shipped"
    db.session.commit()
    return jsonify(reference=order.carrier_reference)
