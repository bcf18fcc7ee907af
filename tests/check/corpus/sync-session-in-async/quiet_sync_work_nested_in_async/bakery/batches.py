from sqlalchemy import select

from bakery.storage import Batch, Session


class Batches:
    def add(self, dough: str, loaves: int) -> None:
        with Session.begin() as session:
            session.add(Batch(dough=dough, loaves=loaves))

    def loaves(self, dough: str) -> int:
        with Session() as session:
            return sum(session.scalars(select(Batch.loaves).where(Batch.dough == dough)))
