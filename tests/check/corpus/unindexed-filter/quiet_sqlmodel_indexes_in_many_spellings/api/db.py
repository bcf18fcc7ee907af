from sqlmodel import Session, create_engine

engine = create_engine("postgresql+psycopg://offers@localhost/offers")


def session_dependency():
    with Session(engine) as session:
        yield session
