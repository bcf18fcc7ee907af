from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()


class Strip(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    title = db.Column(db.String(100))
    position = db.Column(db.Integer, unique=True)
    series_id = db.Column(db.Integer, db.ForeignKey("series.id"), index=True)


class Series(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(100))
