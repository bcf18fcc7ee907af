from datetime import datetime

from sqlalchemy import Column, DateTime, Integer, String, Text
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class HasModified:
    modified_at = Column(DateTime, default=datetime.utcnow)


class Document(HasModified, Base):
    __tablename__ = "documents"

    id = Column(Integer, primary_key=True)
    title = Column(String(200))
    body = Column(Text)


class Folder(HasModified, Base):
    __tablename__ = "folders"

    id = Column(Integer, primary_key=True)
    name = Column(String(200))
