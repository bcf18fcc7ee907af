"""The tables of the journal itself; projections bring their own."""

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, Table, Text

metadata = MetaData()

# `payload` is JSON as text: PostgreSQL's jsonb refuses NUL and reorders keys; nobody searches inside it.
event = Table(
    "event",
    metadata,
    # INTEGER PRIMARY KEY is SQLite's rowid; BIGINT would cost it a second index.
    Column("offset", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("source", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("time", Text, nullable=False),
    Column("session", Text),
    Column("payload", Text, nullable=False),
    Index("event_session", "session", "offset"),
    Index("event_kind", "kind", "offset"),
)

# `epoch`: the store's random id. `last`: the last offset given out; kept here so that none is reused.
meta = Table("meta", metadata, Column("name", Text, primary_key=True), Column("value", Text, nullable=False))

projection = Table(
    "projection",
    metadata,
    Column("name", Text, primary_key=True),
    Column("offset", BigInteger, nullable=False),
)
