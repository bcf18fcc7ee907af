from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Ticket(Base):
    __tablename__ = "ticket"

    id = Column(Integer, primary_key=True)
    title = Column(String(200))
    assignee = Column(String(80), index=True)
