from sqlalchemy import Column, Float, Integer, String, create_engine
from sqlalchemy.orm import declarative_base, sessionmaker

Base = declarative_base()
Session = sessionmaker(create_engine("sqlite:///registry.db"), future=True)


class Vehicle(Base):
    __tablename__ = "vehicles"

    id = Column(Integer, primary_key=True)
    vin = Column(String(17), unique=True, nullable=False)
    make = Column(String(40))
    keeper = Column(String(100))  # here: warning


class Inspection(Base):
    __tablename__ = "inspections"

    id = Column(Integer, primary_key=True)
    vin = Column(String(17), nullable=False)  # here: warning
    score = Column(Float)
