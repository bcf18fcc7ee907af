from typing import Annotated

from fastapi import APIRouter, Depends, Header
from sqlmodel import Session

from hotel.models import Room
from hotel.nightly import engine

router = APIRouter(prefix="/rooms")


def get_session():
    with Session(engine) as session:
        yield session


def get_clerk(authorization: Annotated[str, Header()]) -> str:
    return authorization.removeprefix("Bearer ")


@router.post("/{number}/cleaned")
def cleaned(number: int, session: Annotated[Session, Depends(get_session)], clerk: Annotated[str, Depends(get_clerk)]):
    room = session.get_one(Room, number)
    room.clean = True
    room.updated_by = clerk
    session.commit()
    return {"number": number}
