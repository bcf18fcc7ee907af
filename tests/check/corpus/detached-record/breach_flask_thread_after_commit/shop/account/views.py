import smtplib
from threading import Thread

from flask import Blueprint, jsonify

from shop.account.models import Customer
from shop.extensions import db

bp = Blueprint("account", __name__)


def send_confirmation(customer):
    with smtplib.SMTP("localhost") as smtp:
        smtp.sendmail("shop@example.com", customer.email, "Subject: Confirmed\n\nThank you!")


@bp.route("/<int:customer_id>/confirm", methods=["POST"])
def confirm(customer_id):
    customer = db.session.get(Customer, customer_id)
    if customer is None:
        return jsonify(error="not found"), 404
    customer.confirmed = True
    db.session.commit()
    Thread(target=send_confirmation, args=(customer,)).start()  # here
    return jsonify(ok=True), 202
