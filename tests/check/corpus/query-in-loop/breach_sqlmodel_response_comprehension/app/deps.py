from typing import Annotated

from fastapi import Depends
from sqlmodel import Session, create_engine

engine = create_engine("sqlite:///heroes.db")


def session():
    with Session(engine) as s:
        yield s


SessionDep = Annotated[Session, Depends(session)]
