from datetime import datetime

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event

db = SQLAlchemy()


class Survey(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    title = db.Column(db.String(100))
    closed = db.Column(db.Boolean, default=False)
    updated_at = db.Column(db.DateTime, default=datetime.utcnow)


class Answer(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    survey_id = db.Column(db.ForeignKey("survey.id"))
    text = db.Column(db.Text)
    updated_at = db.Column(db.DateTime, default=datetime.utcnow)


@event.listens_for(Answer, "before_update")
def answer_changes(mapper, connection, answer):
    answer.updated_at = datetime.utcnow()
