from sqlalchemy import create_engine
from sqlalchemy.orm import Session

engine = create_engine("sqlite:///tracker.db")


def get_session():
    with Session(engine, expire_on_commit=False) as session:
        yield session
