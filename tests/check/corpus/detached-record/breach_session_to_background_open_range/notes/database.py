from typing import Annotated, Iterator

from fastapi import Depends
from sqlmodel import Session, create_engine

engine = create_engine("sqlite:///notes.db", connect_args={"check_same_thread": False})


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]
