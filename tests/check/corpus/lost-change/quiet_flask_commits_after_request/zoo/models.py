from .extensions import db


class Enclosure(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(50))
    cleaned = db.Column(db.Boolean, default=False)
    label = db.Column(db.String(60))
