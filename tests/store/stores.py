"""A repository with its database, and a projection, to test the store with."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    MetaData,
    Table,
    Text,
    bindparam,
    create_engine,
    delete,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from hardwon.core import Places
from hardwon.store import Event, Journal, JournalReader, NewEvent, Projection


@dataclass
class SetClock:
    """A clock that stands still unless told."""

    moment: datetime = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.moment.timestamp()

    def forward(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


@dataclass
class Store:
    """A repository with its database, empty at first."""

    places: Places
    address: str
    clock: SetClock = field(default_factory=SetClock)

    def open(self, *projections: Projection) -> Journal:
        return Journal.open(self.places, database=self.address, clock=self.clock, projections=projections)

    def reader(self) -> JournalReader:
        return JournalReader.open(self.places, database=self.address)

    def execute(self, statement: str) -> None:
        """Change the database behind the journal's back."""
        url = self.address.replace("postgresql:", "postgresql+psycopg:") or f"sqlite:///{self.places.journal}"
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()


class WordCount:
    """A projection to test with: how often each word was said in each session."""

    name = "words"
    metadata = MetaData()
    table = Table(
        "word",
        metadata,
        Column("session", Text, primary_key=True),
        Column("word", Text, primary_key=True),
        Column("times", Integer, nullable=False),
    )

    def __init__(self, refuse: str = "") -> None:
        self.refuse = refuse

    def apply(self, connection: Connection, events: Sequence[Event]) -> None:
        insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert
        new = {"session": bindparam("s"), "word": bindparam("w"), "times": 1}
        statement = insert(self.table).values(new)
        counted = statement.on_conflict_do_update(
            index_elements=["session", "word"], set_={"times": self.table.c.times + 1}
        )
        for event in events:
            for word in str(event.payload.get("text", "")).split():
                if word == self.refuse:
                    raise ValueError(f"cannot count {word}")
                connection.execute(counted, {"s": event.session or "", "w": word})

    def clear(self, connection: Connection) -> None:
        connection.execute(delete(self.table))

    def rows(self, reader: JournalReader) -> list[tuple[str, str, int]]:
        statement = select(self.table).order_by(self.table.c.session, self.table.c.word)
        return [tuple(row) for row in reader.query(statement)]


def said(
    number: int, text: str = "well", *, session: str | None = "s1", kind: str = "session.turn"
) -> NewEvent:
    return NewEvent(f"test:{number}", kind, "2026-05-04T09:30:00.000Z", {"text": text}, session)


@contextmanager
def as_stranger() -> Iterator[None]:
    """Without root's rights: root may write where nobody may."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
