from sqlalchemy import Column, Date, ForeignKey, Integer, String
from sqlalchemy.ext.declarative import declarative_base

Base = declarative_base()


class Board(Base):
    __tablename__ = "boards"

    id = Column(Integer, primary_key=True)
    owner_id = Column(Integer, nullable=False, index=True)
    title = Column(String(100))


class Card(Base):
    __tablename__ = "cards"

    id = Column(Integer, primary_key=True)
    board_id = Column(Integer, ForeignKey("boards.id"), nullable=False, index=True)
    title = Column(String(200))
    lane = Column(String(30))
    due = Column(Date)
