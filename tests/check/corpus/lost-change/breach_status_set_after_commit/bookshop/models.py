from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()


class Order(db.Model):
    __tablename__ = "orders"

    id = db.Column(db.Integer, primary_key=True)
    customer = db.Column(db.String(120), nullable=False)
    status = db.Column(db.String(20), default="new")
    paid = db.Column(db.Boolean, default=False)
    carrier_reference = db.Column(db.String(40))
