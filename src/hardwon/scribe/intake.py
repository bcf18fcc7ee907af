"""What was taken in already, so that a transcript is read on from where it was left, not again."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, Protocol

from sqlalchemy import BigInteger, Column, Connection, Index, MetaData, Table, Text, delete, insert, select

from hardwon.scribe.texts import mend
from hardwon.store import Event, NewEvent, redact

if TYPE_CHECKING:
    from hardwon.store import JournalReader

KIND = "import.read"
_CHUNK = 1 << 20
_METADATA = MetaData()
INTAKE = Table(
    "intake",
    _METADATA,
    Column("source", Text, primary_key=True),
    Column("path", Text, nullable=False),
    Column("head", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("read", Text, nullable=False),
    Index("intake_path", "path"),
    Index("intake_head", "head"),
)


@dataclass(frozen=True, slots=True)
class Read:
    """How far a file was read: `size` bytes, `lines` lines, `digest` over those bytes.

    `whole` and `modified` (nanoseconds) are the file's size and time then; `state` is its reader's.
    """

    path: str
    format: str
    head: str
    size: int
    lines: int
    digest: str
    whole: int
    modified: int
    state: Mapping[str, object] = field(default_factory=dict)

    def event(self, time: str) -> NewEvent:
        """This reading as an event; the same content read from elsewhere is the same event."""
        source = f"{KIND}:{self.format}:{self.head}:{self.size}:{self.digest}"
        payload = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return NewEvent(source, KIND, time, payload)


class Known(Protocol):
    """What an import asks about earlier ones."""

    def at(self, path: str) -> Read | None:
        """The furthest reading of the file at `path`."""
        ...

    def like(self, head: str) -> Sequence[Read]:
        """All readings of files whose first line has the digest `head`, furthest first."""
        ...


class Intake:
    """The projection that keeps every reading."""

    name = "intake"
    metadata = _METADATA

    def apply(self, connection: Connection, events: Sequence[Event]) -> None:
        rows = {}
        for event in events:
            read = _read_of(event.payload) if event.kind == KIND else None
            if read is not None:
                rows[event.source] = _row(event.source, read)
        if rows:
            connection.execute(delete(INTAKE).where(INTAKE.c.source.in_(list(rows))))
            connection.execute(insert(INTAKE), list(rows.values()))

    def clear(self, connection: Connection) -> None:
        connection.execute(delete(INTAKE))


class Readings:
    """`Known` over a journal."""

    def __init__(self, reader: "JournalReader") -> None:
        self._reader = reader

    def at(self, path: str) -> Read | None:
        # The journal keeps paths as redaction left them: a home directory is `~` there.
        return next(iter(self._find(INTAKE.c.path == mend(redact(path).text))), None)

    def like(self, head: str) -> Sequence[Read]:
        return self._find(INTAKE.c.head == head)

    def _find(self, condition: object) -> Sequence[Read]:
        statement = select(INTAKE.c.read).where(condition).order_by(INTAKE.c.size.desc()).limit(100)  # type: ignore[arg-type]
        found = (_read_of(json.loads(row[0])) for row in self._reader.query(statement))
        return [read for read in found if read is not None]


class NothingKnown:
    """`Known` where there is no journal yet."""

    def at(self, path: str) -> Read | None:
        return None

    def like(self, head: str) -> Sequence[Read]:
        return ()


def new_digest() -> "hashlib.blake2b":
    """The running digest that `Read.digest` is made with."""
    return hashlib.blake2b(digest_size=12)


def hash_up_to(
    stream: BinaryIO, size: int, *, between: Callable[[], None] = lambda: None
) -> "hashlib.blake2b":
    """The running digest over the next `size` bytes of `stream`, or fewer if it ends; fed in chunks.

    `between` is called before each of them, and may raise to end it.
    """
    digest = new_digest()
    while size > 0:
        between()
        if not (data := stream.read(min(size, _CHUNK))):
            break
        digest.update(data)
        size -= len(data)
    return digest


def _row(source: str, read: Read) -> dict[str, object]:
    fields = {name: getattr(read, name) for name in read.__dataclass_fields__}
    return {
        "source": source,
        "path": mend(read.path),
        "head": read.head,
        "size": read.size,
        "read": json.dumps(fields),
    }


def _read_of(payload: Mapping[str, object]) -> Read | None:
    """The reading in a payload; None where another version wrote it otherwise: the file is read again."""
    names = Read.__dataclass_fields__
    if not all(isinstance(payload.get(name), str) for name in ("path", "format", "head", "digest")):
        return None
    if not all(isinstance(payload.get(name), int) for name in ("size", "lines", "whole", "modified")):
        return None
    return Read(**{name: payload[name] for name in names if name in payload})  # type: ignore[arg-type]
