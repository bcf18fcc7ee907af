from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.tables import Record


class RecordRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def by_title(self, title: str) -> list[Record]:
        result = self._session.execute(select(Record).where(Record.title == title))  # here
        return list(result.scalars())

    async def remove(self, record: Record) -> None:
        self._session.delete(record)  # here
        self._session.flush()

    async def title_key(self, record: Record) -> str:
        return record.title.casefold()

    def count(self) -> int:
        return self._session.query(Record).count()
