from shop.extensions import db


class Customer(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    email = db.Column(db.String(255), unique=True, nullable=False)
    confirmed = db.Column(db.Boolean, default=False, nullable=False)
