from sqlalchemy import Column, Integer, String, create_engine
from sqlalchemy.orm import Session, declarative_base

engine = create_engine("sqlite:///kiosk.db")
Base = declarative_base()


class Setting(Base):
    __tablename__ = "settings"

    id = Column(Integer, primary_key=True)
    key = Column(String(40), unique=True)
    value = Column(String(200))


def load(key):
    with Session(engine) as session:
        return session.query(Setting).filter_by(key=key).one()


def put(setting):
    with Session(engine) as session:
        session.merge(setting)
        session.commit()
