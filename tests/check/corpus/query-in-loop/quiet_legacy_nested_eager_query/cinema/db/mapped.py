from sqlalchemy import Column, DateTime, ForeignKey, Integer, Unicode
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import relationship

DeclarativeBase = declarative_base()


class Film(DeclarativeBase):
    __tablename__ = "films"
    id = Column(Integer, primary_key=True)
    name = Column(Unicode(200))
    screenings = relationship("Screening", back_populates="film")


class Hall(DeclarativeBase):
    __tablename__ = "halls"
    id = Column(Integer, primary_key=True)
    name = Column(Unicode(20))
    seats = relationship("Seat")


class Seat(DeclarativeBase):
    __tablename__ = "seats"
    id = Column(Integer, primary_key=True)
    hall_id = Column(Integer, ForeignKey("halls.id"))


class Screening(DeclarativeBase):
    __tablename__ = "screenings"
    id = Column(Integer, primary_key=True)
    starts = Column(DateTime)
    film_id = Column(Integer, ForeignKey("films.id"))
    hall_id = Column(Integer, ForeignKey("halls.id"))
    film = relationship("Film", back_populates="screenings")
    hall = relationship("Hall")
