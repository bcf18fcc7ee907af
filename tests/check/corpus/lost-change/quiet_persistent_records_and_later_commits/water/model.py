from sqlalchemy import Boolean, Column, Float, Integer, String, create_engine
from sqlalchemy.orm import declarative_base, scoped_session, sessionmaker

Base = declarative_base()
Session = scoped_session(sessionmaker(bind=create_engine("sqlite:///water.db")))


class Sample(Base):
    __tablename__ = "samples"

    id = Column(Integer, primary_key=True)
    place = Column(String(50))
    ph = Column(Float)
    state = Column(String(10), default="new")
    alarmed = Column(Boolean, default=False)
