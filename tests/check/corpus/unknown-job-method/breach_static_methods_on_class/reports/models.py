from reports import db


class Job(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    status = db.Column(db.String(20), default="pending")
    progress = db.Column(db.Integer, default=0)
