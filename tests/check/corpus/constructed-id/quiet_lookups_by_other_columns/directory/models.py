from sqlalchemy import Column, Integer, String
from sqlalchemy.ext.declarative import declarative_base

Base = declarative_base()


class Employee(Base):
    __tablename__ = "employee"

    id = Column(Integer, primary_key=True)
    first = Column(String(50))
    last = Column(String(50))
    email = Column(String(200), unique=True)
    phone = Column(String(20))


class Document(Base):
    __tablename__ = "document"

    id = Column(Integer, primary_key=True)
    path = Column(String(500), unique=True)
    title = Column(String(200))
