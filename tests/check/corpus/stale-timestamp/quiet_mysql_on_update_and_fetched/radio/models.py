from sqlalchemy import TIMESTAMP, Column, FetchedValue, Integer, String, func, text
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Station(Base):
    __tablename__ = "stations"

    id = Column(Integer, primary_key=True)
    name = Column(String(80))
    listeners = Column(Integer, default=0)
    updated_at = Column(
        TIMESTAMP,
        nullable=False,
        server_default=text("CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP"),
    )


class Show(Base):
    __tablename__ = "shows"

    id = Column(Integer, primary_key=True)
    title = Column(String(80))
    updated_at = Column(TIMESTAMP, server_default=func.now(), server_onupdate=FetchedValue())
