"""Reading the journal, by anybody, at any time."""

import threading
from collections.abc import Iterator, Sequence
from typing import Any, Self

from sqlalchemy import Connection, Engine, Row, Select, func, select
from sqlalchemy.exc import OperationalError, ProgrammingError

from hardwon.core import Places, hold_interrupts
from hardwon.store.database import Database, explained, open_database
from hardwon.store.events import Event
from hardwon.store.record import from_row
from hardwon.store.tables import event, meta

_COLUMNS = (event.c.offset, event.c.source, event.c.kind, event.c.time, event.c.payload, event.c.session)


class JournalReader:
    """The journal's events and its projections' tables. Needs no lock; an absent journal reads as empty.

    Safe to share between threads. Each call sees all that was committed before it.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._engine: Engine | None = None
        self._opening = threading.Lock()

    @classmethod
    def open(cls, places: Places, *, database: str = "") -> Self:
        """The journal of `places`, or at the address `database`. Raises `StoreDamaged`, …"""
        reader = cls(open_database(places, database))
        _ = reader.epoch  # so that a damaged one is named now; what is sound of it can still be read
        return reader

    @property
    def epoch(self) -> str:
        """The store's random id, new when history was cut or restored; empty where there is no journal."""
        rows = self.query(select(meta.c.value).where(meta.c.name == "epoch"))
        return str(rows[0][0]) if rows else ""

    def read(
        self, after: int = 0, *, limit: int = 1000, kinds: Sequence[str] = (), session: str | None = None
    ) -> list[Event]:
        """At most `limit` events above offset `after`, in order; of `kinds` and `session` where given."""
        statement = select(*_COLUMNS).where(event.c.offset > after).order_by(event.c.offset).limit(limit)
        if kinds:
            statement = statement.where(event.c.kind.in_(kinds))
        if session is not None:
            statement = statement.where(event.c.session == session)
        rows = self.query(statement)
        with explained(self._database.where):
            return [from_row(row) for row in rows]

    def scan(
        self, after: int = 0, *, kinds: Sequence[str] = (), session: str | None = None, batch: int = 1000
    ) -> Iterator[Event]:
        """All events above `after`, in order, read `batch` at a time; ends where the journal then ends."""
        while events := self.read(after, limit=batch, kinds=kinds, session=session):
            yield from events
            after = events[-1].offset

    def last_offset(self) -> int:
        """The offset of the newest event; 0 in an empty journal."""
        return self._number(select(func.max(event.c.offset)))

    def count(self) -> int:
        """How many events there are."""
        return self._number(select(func.count()).select_from(event))

    def query(self, statement: Select[Any]) -> list[Row[Any]]:
        """The rows of `statement`; none where its tables are not there yet."""
        if not self._there():
            return []
        # The pool of connections has locks of its own, and threads share it.
        with hold_interrupts(), explained(self._database.where), self._connect() as connection:
            try:
                return list(connection.execute(statement))
            except (OperationalError, ProgrammingError) as error:
                if _is_missing_table(error):
                    return []
                raise

    def close(self) -> None:
        """Let go of the database; a later call opens it again."""
        with self._opening:
            engine, self._engine = self._engine, None
        if engine is not None:
            engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _number(self, statement: Select[Any]) -> int:
        rows = self.query(statement)
        return int(rows[0][0] or 0) if rows else 0

    def _there(self) -> bool:
        return self._engine is not None or self._database.exists

    def _connect(self) -> Connection:
        with self._opening:
            if self._engine is None:
                self._engine = self._database.reading()
            return self._engine.connect()


def _is_missing_table(error: OperationalError | ProgrammingError) -> bool:
    return "no such table" in str(error.orig) or getattr(error.orig, "sqlstate", None) == "42P01"
