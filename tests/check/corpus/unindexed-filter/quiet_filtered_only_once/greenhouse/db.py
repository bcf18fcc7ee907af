from sqlmodel import Session, create_engine

engine = create_engine("sqlite:///greenhouse.db")


def session():
    with Session(engine) as s:
        yield s
