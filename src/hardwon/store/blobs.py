"""A small cache of blobs in a file of its own, which anybody may delete at any time."""

import fcntl
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

_T = TypeVar("_T")
_CHUNK = 500  # keys in one statement
_PATIENCE = 1.0  # seconds; a cache that makes one wait longer is worth nothing
_DAMAGED = (
    "SQLITE_CORRUPT",
    "SQLITE_NOTADB",
    "SQLITE_FORMAT",
    "SQLITE_ERROR",
    "SQLITE_SCHEMA",
    "SQLITE_CONSTRAINT",
)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS blob (key BLOB PRIMARY KEY, value BLOB NOT NULL, used INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS blob_used ON blob (used);
"""


class BlobCache:
    """Keys to blobs, kept across processes; many may use one file at once, threads and forks too.

    A cache never fails its user: what it cannot read (deleted, damaged, locked, a full or read-only disk) it
    does not have, what it cannot write it forgets; a damaged file is made anew. `max_bytes` bounds the file;
    the least recently used go first.
    """

    def __init__(self, path: Path, *, max_bytes: int = 256 * 1024 * 1024) -> None:
        self._path = path
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._pid = 0
        self._touched: set[bytes] = set()

    def get_many(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """The blobs of those `keys` that are there."""

        def read(connection: sqlite3.Connection) -> dict[bytes, bytes]:
            found: dict[bytes, bytes] = {}
            for chunk in _chunks(list(keys)):
                marks = ",".join("?" * len(chunk))
                found.update(connection.execute(f"SELECT key, value FROM blob WHERE key IN ({marks})", chunk))
            return found

        found = self._attempt(read) or {}
        self._touched.update(found)
        return found

    def put_many(self, items: Mapping[bytes, bytes]) -> None:
        """Keep `items`, in place of what was under their keys."""

        def write(connection: sqlite3.Connection) -> None:
            with _transaction(connection):
                turn = self._touch(connection)
                connection.executemany(
                    "INSERT INTO blob VALUES (?, ?, ?) "
                    "ON CONFLICT (key) DO UPDATE SET value = excluded.value, used = excluded.used",
                    ((key, value, turn) for key, value in items.items()),
                )
            self._trim(connection)

        if items:
            self._attempt(write)

    def may_keep(self, text: bytes) -> bool:
        """Whether what was made from `text` may lie on disk: not where there is a secret in it."""
        # Imported late: most who look things up keep nothing new.
        from hardwon.store.redaction import holds_secret

        return not holds_secret(text)

    def close(self) -> None:
        """Remember what was used, then let go of the file. A later call opens it again."""
        if self._touched and self._connection is not None and self._pid == os.getpid():
            self._attempt(self._remember)
        with self._lock:
            self._drop()

    def _remember(self, connection: sqlite3.Connection) -> None:
        with _transaction(connection):
            self._touch(connection)

    def _touch(self, connection: sqlite3.Connection) -> int:
        """Move what was read since the last time to the end of the queue; the number of the present turn."""
        turn = int(connection.execute("SELECT coalesce(max(used), 0) + 1 FROM blob").fetchone()[0])
        touched, self._touched = list(self._touched), set()
        connection.executemany("UPDATE blob SET used = ? WHERE key = ?", ((turn, key) for key in touched))
        return turn

    def _trim(self, connection: sqlite3.Connection) -> None:
        if _size(connection) <= self._max_bytes:
            return
        while (surplus := _size(connection) - self._max_bytes * 3 // 4) > 0:
            with _transaction(connection):
                rows = connection.execute(
                    "SELECT key, length(value) + 64 FROM blob ORDER BY used LIMIT 500"
                ).fetchall()
                for key, length in rows:
                    connection.execute("DELETE FROM blob WHERE key = ?", (key,))
                    surplus -= length
                    if surplus <= 0:
                        break
            if not rows:
                break
        connection.execute("PRAGMA incremental_vacuum").fetchall()

    def _attempt(self, work: Callable[[sqlite3.Connection], _T]) -> _T | None:
        """What `work` hands back; None where the cache cannot be used now."""
        with self._lock:
            for last_try in (False, True):
                connection = None
                try:
                    connection = self._connect()
                    return work(connection)
                except (sqlite3.Error, OSError) as error:
                    self._drop()
                    damaged = getattr(error, "sqlite_errorname", "").startswith(_DAMAGED)
                    if last_try or not damaged:
                        return None
                    self._recreate()
        return None

    def _connect(self) -> sqlite3.Connection:
        if self._connection is not None and self._pid == os.getpid():
            return self._connection
        # A connection from before a fork is the parent's: it is left alone, not even closed.
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        connection = sqlite3.connect(
            self._path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
        )
        try:
            connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=OFF")  # a power cut may damage it: it is made anew then
            connection.executescript(_SCHEMA)
        except BaseException:
            connection.close()
            raise
        self._connection, self._pid = connection, os.getpid()
        return connection

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None and self._pid == os.getpid():
            with suppress(sqlite3.Error):
                connection.close()

    def _recreate(self) -> None:
        # One at a time, so that nobody deletes what another has just made anew.
        with suppress(OSError), open(f"{self._path}.lock", "ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if _is_sound(self._path):
                return
            for suffix in ("", "-wal", "-shm"):
                Path(f"{self._path}{suffix}").unlink(missing_ok=True)


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _is_sound(path: Path) -> bool:
    try:
        connection = sqlite3.connect(path, timeout=_PATIENCE)
        try:
            connection.execute("SELECT key, value, used FROM blob LIMIT 1").fetchone()
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
        finally:
            connection.close()
    except sqlite3.Error:
        return False


def _size(connection: sqlite3.Connection) -> int:
    """Bytes in use, free pages not counted."""
    [pages], [free], [page] = (
        connection.execute(f"PRAGMA {name}").fetchone()
        for name in ("page_count", "freelist_count", "page_size")
    )
    return int((pages - free) * page)


def _chunks(keys: list[bytes]) -> Iterator[list[bytes]]:
    return (keys[start : start + _CHUNK] for start in range(0, len(keys), _CHUNK))
