from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, create_engine

engine = create_engine("postgresql://localhost/fleet")
SessionLocal = sessionmaker(engine, class_=Session, expire_on_commit=False)


def get_session():
    with SessionLocal() as session:
        yield session
