from enum import IntEnum

from .extensions import db


class Status(IntEnum):
    NEW = 0
    RUNNING = 1
    OK = 2
    ERROR = 3


class ReportJob(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    query = db.Column(db.Text, nullable=False)
    status = db.Column(db.Integer, nullable=False, default=Status.NEW)
    rows = db.Column(db.Integer)
