"""What goes into the journal and what comes out, and what is written to by those who do not own it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from sqlalchemy import Connection, MetaData


# Tuples, not dataclasses: those take 6 ms to import, and a hook that spools an event has 50 ms in all.
class NewEvent(NamedTuple):
    """Something that happened, not yet in the journal.

    `source` makes it happen once only: an event whose source the journal knows is not appended again
    (`claude-code:<session>:<uuid>`). `time` is ISO 8601 with zone, as `core.iso` writes it. `payload`
    holds what JSON can hold; secrets in it are taken out before anything reaches disk.
    """

    source: str
    kind: str
    time: str
    payload: Mapping[str, object]
    session: str | None = None


class Event(NamedTuple):
    """Something that happened, as the journal keeps it: immutable, redacted, numbered from 1."""

    offset: int
    source: str
    kind: str
    time: str
    payload: dict[str, Any]
    session: str | None


class Appended(NamedTuple):
    """Where events ended up: offsets in the order given (a known source's old one), how many were new."""

    offsets: tuple[int, ...]
    added: int


class Sink(Protocol):
    """What importers and hooks write to, whoever owns the journal."""

    def append(self, events: Sequence[NewEvent]) -> int | None:
        """How many were new; None where only the next owner will know (the spool)."""
        ...


class Projection(Protocol):
    """A table kept in step with the journal, in the same transaction as the append.

    Its tables come from a migration; `metadata` is what that migration is proved equal to. The journal
    keeps each projection's offset by `name`; one that is behind is replayed when the journal opens.
    `apply` gets events in order, each once, and must depend on nothing but them and its own tables.
    """

    name: str
    metadata: "MetaData"

    def apply(self, connection: "Connection", events: Sequence[Event]) -> None:
        """Take in `events`, the next ones of the journal."""
        ...

    def clear(self, connection: "Connection") -> None:
        """Empty the tables, before a replay from the first event."""
        ...
