from sqlmodel import Field, Session, SQLModel, create_engine


class Visit(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    path: str


engine = create_engine("sqlite:///visits.db")


def get_session():
    with Session(engine) as session:
        yield session
