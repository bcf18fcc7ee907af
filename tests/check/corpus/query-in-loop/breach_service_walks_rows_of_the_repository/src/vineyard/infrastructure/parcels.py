from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from .orm import Parcel


class SqlParcels:
    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> Sequence[Parcel]:
        return self._session.scalars(select(Parcel).order_by(Parcel.id)).all()

    def with_harvests(self) -> Sequence[Parcel]:
        return self._session.scalars(select(Parcel).options(selectinload(Parcel.harvests))).all()
