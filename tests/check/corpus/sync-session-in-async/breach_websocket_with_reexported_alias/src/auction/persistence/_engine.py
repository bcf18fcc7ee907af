from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends
from sqlalchemy import create_engine, orm

_engine = create_engine("postgresql+psycopg://auction@db/auction")


def _open() -> Iterator[orm.Session]:
    with orm.Session(_engine) as session, session.begin():
        yield session


Db = Annotated[orm.Session, Depends(_open)]
