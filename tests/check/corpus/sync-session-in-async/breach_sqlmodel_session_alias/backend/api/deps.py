from collections.abc import Generator
from typing import Annotated

from fastapi import Depends, HTTPException, Path
from sqlmodel import Session, create_engine

from backend.models import Owner

engine = create_engine("postgresql+psycopg://backend@db/backend")


def get_session() -> Generator[Session, None, None]:
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]


def get_owner(session: SessionDep, owner_id: Annotated[str, Path()]) -> Owner:
    owner = session.get(Owner, owner_id)
    if owner is None:
        raise HTTPException(404, "no such owner")
    return owner


OwnerDep = Annotated[Owner, Depends(get_owner)]
