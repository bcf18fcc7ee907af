from sqlalchemy import create_engine
from sqlalchemy.orm import scoped_session, sessionmaker

DBSession = scoped_session(sessionmaker(bind=create_engine("sqlite:///cinema.db")))
