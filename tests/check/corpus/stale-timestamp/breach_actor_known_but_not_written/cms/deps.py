from typing import Annotated

from fastapi import Depends, Header, HTTPException
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from .models import User

engine = create_engine("postgresql+psycopg://cms@localhost/cms")


def get_db():
    with Session(engine) as db:
        yield db


Db = Annotated[Session, Depends(get_db)]


def get_current_user(db: Db, x_user: Annotated[int, Header()]) -> User:
    user = db.get(User, x_user)
    if user is None:
        raise HTTPException(401)
    return user


CurrentUser = Annotated[User, Depends(get_current_user)]
