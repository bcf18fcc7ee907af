from sqlalchemy import Column, Float, Integer, String, create_engine
from sqlalchemy.orm import declarative_base, scoped_session, sessionmaker

engine = create_engine("sqlite:///meters.db", connect_args={"check_same_thread": False})
db_session = scoped_session(sessionmaker(bind=engine))
Base = declarative_base()
Base.query = db_session.query_property()


class Reading(Base):
    __tablename__ = "readings"

    id = Column(Integer, primary_key=True)
    meter = Column(String(20), index=True)
    kwh = Column(Float)
