import secrets

from sqlalchemy import Column, DateTime, ForeignKey, Integer, String, Text
from sqlalchemy.orm import declarative_base

Base = declarative_base()


def export_id():
    return "export-" + secrets.token_hex(8)


class Report(Base):
    __tablename__ = "report"

    id = Column(Integer, primary_key=True)
    title = Column(Text)


class Export(Base):
    __tablename__ = "export"

    id = Column(String(40), primary_key=True, default=export_id)
    report_id = Column(ForeignKey("report.id"), index=True)
    state = Column(String(12), default="waiting")
    path = Column(Text)
    finished_at = Column(DateTime)
