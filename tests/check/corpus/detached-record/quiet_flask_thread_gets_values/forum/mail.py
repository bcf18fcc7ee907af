import smtplib
import threading

from flask import current_app

from . import db
from .models import Author


def _deliver(app, recipient, subject):
    with app.app_context():
        author = db.session.execute(db.select(Author).filter_by(email=recipient)).scalar_one()
        with smtplib.SMTP("localhost") as smtp:
            smtp.sendmail("forum@example.com", author.email, "Subject: %s\n" % subject)


def deliver(recipient, subject):
    app = current_app._get_current_object()
    threading.Thread(target=_deliver, args=(app, recipient, subject), daemon=True).start()
