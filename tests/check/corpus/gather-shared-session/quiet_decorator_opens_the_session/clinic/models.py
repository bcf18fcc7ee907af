import datetime

from sqlalchemy import Column, Date, Integer, String
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Visit(Base):
    __tablename__ = "visit"

    id = Column(Integer, primary_key=True)
    doctor = Column(String, nullable=False)
    day = Column(Date, nullable=False, default=datetime.date.today)
