from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

SessionLocal = sessionmaker(create_engine("sqlite:///kanban.db"))


def get_db():
    with SessionLocal() as db:
        yield db
