from sqlalchemy import Column, DateTime, Integer, String
from sqlalchemy.ext.declarative import declarative_base

Base = declarative_base()


class Sample(Base):
    __tablename__ = "samples"

    id = Column(String(30), primary_key=True)
    ward = Column(String(5))
    tube = Column(Integer)
    taken = Column(DateTime)
    result = Column(String(200))
