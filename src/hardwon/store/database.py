"""Connections to the two databases; whatever differs between them is here."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from hardwon.core import HardwonError, Places
from hardwon.store.failures import StoreError, StoreUnreachable, explain

_BUSY_SECONDS = 10
# Any number, the same in every hardwon: it names the lock under which appends to one database queue up.
_APPEND_LOCK = 4_849_335_201


class NoDriver(HardwonError):
    """The library for the database is not installed."""


class Database(Protocol):
    """One journal's database: how to reach it, and what the two kinds do differently."""

    where: str

    @property
    def exists(self) -> bool:
        """Whether there is anything to read."""
        ...

    def reading(self) -> Engine: ...

    def writing(self) -> Engine: ...

    def lock_appends(self, connection: Connection) -> None:
        """Wait until no other process is appending, until the transaction ends."""
        ...

    def known(self, connection: Connection, sources: Sequence[str]) -> dict[str, int]:
        """The offsets of those `sources` that are in the journal."""
        ...


def open_database(places: Places, address: str) -> Database:
    """The database at `address`; the repository's own SQLite file where that is empty."""
    return Postgres(address) if address else Sqlite(places.journal)


class Sqlite:
    """A file beside the repository, in WAL mode: readers never wait for the writer.

    `synchronous=FULL`: in WAL mode `NORMAL` syncs at checkpoints only, so a power cut could take back what
    was acknowledged. Group commit makes the sync of each commit cheap.
    """

    def __init__(self, path: Path, *, busy_seconds: float = _BUSY_SECONDS) -> None:
        self.path = path
        self._busy_seconds = busy_seconds
        self.where = str(path)

    @property
    def exists(self) -> bool:
        try:
            return self.path.exists()
        except OSError as error:
            raise explain(error, self.where) or error from error

    def reading(self) -> Engine:
        engine = self._engine("BEGIN", f"file:{_quoted(self.path)}?mode=ro", NullPool)
        try:
            with engine.connect() as connection:
                connection.execute(text("SELECT count(*) FROM sqlite_master"))
        except SQLAlchemyError as error:
            engine.dispose()
            if self._wal().exists() or not self._is_closed_to_us():
                raise explain(error, self.where) or error from error
            # A read-only directory: WAL needs a file beside the database even to read, unless all is still.
            return self._engine("BEGIN", f"file:{_quoted(self.path)}?immutable=1", NullPool)
        engine.dispose()
        return self._engine("BEGIN", f"file:{_quoted(self.path)}?mode=ro", None)

    def writing(self) -> Engine:
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not self.path.exists():
                self.path.touch(mode=0o600)
        except OSError as error:
            raise explain(error, self.where) or error from error
        return self._engine("BEGIN IMMEDIATE", f"file:{_quoted(self.path)}?mode=rw", None)

    def lock_appends(self, connection: Connection) -> None:
        """Nothing to do: `BEGIN IMMEDIATE` holds the only write lock there is."""

    def known(self, connection: Connection, sources: Sequence[str]) -> dict[str, int]:
        # One bound value whatever the number of sources: nothing to expand, one compiled statement.
        rows = connection.execute(_KNOWN_SQLITE, {"sources": json.dumps(sources)})
        return {row[0]: row[1] for row in rows}

    def _engine(self, begin: str, uri: str, pool: type[NullPool] | None) -> Engine:
        url = URL.create("sqlite", database=uri, query={"uri": "true"})
        engine = create_engine(
            url, connect_args={"timeout": self._busy_seconds, "check_same_thread": False}, poolclass=pool
        )
        writes = begin != "BEGIN"

        @event.listens_for(engine, "connect")
        def prepare(connection: Any, _: object) -> None:
            connection.isolation_level = None  # the driver's own BEGIN comes too late for us
            if writes:
                connection.execute("PRAGMA journal_mode=WAL")
                connection.execute("PRAGMA synchronous=FULL")
                connection.execute("PRAGMA wal_autocheckpoint=4000")
            connection.execute("PRAGMA cache_size=-16000")

        @event.listens_for(engine, "begin")
        def begin_ours(connection: Connection) -> None:
            connection.exec_driver_sql(begin)

        return engine

    def _wal(self) -> Path:
        return self.path.with_name(f"{self.path.name}-wal")

    def _is_closed_to_us(self) -> bool:
        probe = self.path.with_name(f".{self.path.name}.probe")
        try:
            probe.touch()
            probe.unlink()
        except OSError:
            return True
        return False


class Postgres:
    """A team's server; several owners (one a clone) may append, one at a time."""

    def __init__(self, address: str) -> None:
        try:
            url = make_url(address)
        except ArgumentError as error:
            raise StoreUnreachable(
                "`database` in [tool.hardwon] is not an address",
                next_step="write postgresql://user@host/name",
            ) from error
        if url.get_backend_name() not in ("postgresql", "postgres"):
            raise StoreUnreachable(
                f"`database` in [tool.hardwon] names {url.get_backend_name()}, which hardwon does not know",
                next_step="write postgresql://user@host/name, or leave it out for a file in the repository",
            )
        self._url = url.set(drivername="postgresql+psycopg")
        self.where = self._url.render_as_string(hide_password=True)

    exists = True

    def reading(self) -> Engine:
        return self._engine()

    def writing(self) -> Engine:
        return self._engine()

    def lock_appends(self, connection: Connection) -> None:
        # Without it, offsets given out first could become visible last, and a follower would miss them.
        connection.execute(_LOCK, {"key": _APPEND_LOCK})

    def known(self, connection: Connection, sources: Sequence[str]) -> dict[str, int]:
        rows = connection.execute(_KNOWN_POSTGRES, {"sources": list(sources)})
        return {row[0]: row[1] for row in rows}

    def _engine(self) -> Engine:
        try:
            return create_engine(
                self._url, pool_pre_ping=True, connect_args={"connect_timeout": _BUSY_SECONDS}
            )
        except (ModuleNotFoundError, NoSuchModuleError) as error:
            raise NoDriver(
                "PostgreSQL needs psycopg, which is not installed",
                next_step="pip install 'hardwon[postgres]'",
            ) from error


_KNOWN_SQLITE = text(
    'SELECT source, "offset" FROM event WHERE source IN (SELECT value FROM json_each(:sources))'
)
_KNOWN_POSTGRES = text('SELECT source, "offset" FROM event WHERE source = ANY(:sources)')
_LOCK = text("SELECT pg_advisory_xact_lock(:key)")


@contextmanager
def explained(where: str) -> Iterator[None]:
    """Database errors inside come out as `StoreError`s where they are of a known kind."""
    try:
        yield
    except StoreError:
        raise
    except (SQLAlchemyError, sqlite3.Error, OSError, json.JSONDecodeError) as error:
        known = explain(error, where)
        if known is None:
            raise
        raise known from error


def _quoted(path: Path) -> str:
    """`path` as it stands in a `file:` address."""
    return str(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
