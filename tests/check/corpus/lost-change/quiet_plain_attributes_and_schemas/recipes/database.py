from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

SessionLocal = sessionmaker(create_engine("sqlite:///recipes.db"))


def get_db():
    db = SessionLocal()
    try:
        yield db
    finally:
        db.close()
