from sqlalchemy import BigInteger, Column, Integer
from sqlalchemy.ext.declarative import declarative_base

Base = declarative_base()


class Player(Base):
    __tablename__ = "players"

    discord_id = Column(BigInteger, primary_key=True)
    points = Column(Integer, nullable=False, default=0)
