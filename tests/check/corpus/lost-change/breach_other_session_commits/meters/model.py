import os

from sqlalchemy import Column, Float, Integer, String, create_engine
from sqlalchemy.orm import declarative_base, sessionmaker

Base = declarative_base()

ReadSession = sessionmaker(create_engine(os.environ["REPLICA_URL"]), expire_on_commit=False)
WriteSession = sessionmaker(create_engine(os.environ["PRIMARY_URL"]), expire_on_commit=False)


class Meter(Base):
    __tablename__ = "meter"

    id = Column(Integer, primary_key=True)
    serial = Column(String(20), unique=True)
    reading = Column(Float, default=0.0)


class Alarm(Base):
    __tablename__ = "alarm"

    id = Column(Integer, primary_key=True)
    meter_id = Column(Integer)
    text = Column(String(100))
