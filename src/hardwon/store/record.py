"""An event made ready for disk: redacted, as JSON text that both databases can hold."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from hardwon.store.events import Event, NewEvent
from hardwon.store.failures import StoreError


class BadEvent(StoreError):
    """An event that cannot be stored as it is: its payload is no JSON, or its source is empty."""


class Record(NamedTuple):
    """One event's columns, without its offset; `payload` is JSON."""

    source: str
    kind: str
    time: str
    session: str | None
    payload: str

    def event(self, offset: int) -> Event:
        return Event(offset, self.source, self.kind, self.time, json.loads(self.payload), self.session)


def make_record(event: NewEvent) -> Record:
    """`event` without secrets, as it goes to disk. Raises `BadEvent`."""
    if not event.source or not event.kind:
        raise BadEvent(
            f"an event of kind {event.kind!r} has no source or kind",
            next_step="give it a source that is the same each time the event is seen",
        )
    return Record(
        source=_identity(event.source),
        kind=_identity(event.kind),
        time=_identity(event.time),
        session=None if event.session is None else _identity(event.session),
        payload=_payload(event),
    )


def to_line(record: Record) -> str:
    """`record` as a line of the spool, without its line end; `from_line` reads it."""
    head = json.dumps(
        {"source": record.source, "kind": record.kind, "time": record.time, "session": record.session}
    )
    return f'{head[:-1]}, "payload": {record.payload}}}'


def from_line(line: str | bytes) -> NewEvent:
    """The event that `line` of the spool holds. Raises `ValueError` where it holds none."""
    words = json.loads(line)
    match words:
        case {"source": str(source), "kind": str(kind), "time": str(time), "payload": dict(payload), **rest}:
            session = rest.get("session")
            if source and kind and (session is None or isinstance(session, str)):
                return NewEvent(source, kind, time, payload, session)
    raise ValueError("not an event")


def from_row(row: Sequence[Any]) -> Event:
    """The event in a row of offset, source, kind, time, payload, session."""
    return Event(row[0], row[1], row[2], row[3], json.loads(row[4]), row[5])


def to_json(payload: Mapping[str, object], source: str) -> str:
    """`payload` as JSON, readable where UTF-8 can hold it. Raises `BadEvent`."""
    try:
        text = json.dumps(payload if isinstance(payload, dict) else dict(payload), ensure_ascii=False)
        if not text.isascii():
            text.encode()
    except UnicodeEncodeError:
        return json.dumps(payload)  # lone surrogates, from a file name or a torn emoji: as escapes
    except (TypeError, ValueError, RecursionError) as error:
        raise BadEvent(
            f"the payload of event {source!r} is not JSON: {error}",
            next_step="put only texts, numbers, booleans, None, lists and dicts into a payload",
        ) from error
    return text


def _identity(text: str) -> str:
    """`text` redacted, yet still different from others: a digest stands for the secret that made it so."""
    if text.isalnum() and len(text) < 16:
        return _storable(text)
    # Imported late, with re2: whoever hands its events to the daemon redacts nothing itself.
    from hardwon.store.redaction import redact

    clean = redact(text)
    if not any(kind != "home" for kind in clean.found):
        return _storable(clean.text)
    import hashlib  # late too: hooks spool events, and names hardly ever hold a secret

    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return _storable(f"{clean.text}~{digest}")


def _payload(event: NewEvent) -> str:
    from hardwon.store.redaction import redact_value, spot

    text = to_json(event.payload, event.source)
    # One search through the whole JSON decides for nearly all events that there is nothing to take out.
    flagged = spot(text.encode())
    if not flagged:
        return text
    clean = redact_value(event.payload, flagged=flagged)
    return to_json(clean.value, event.source) if clean.found else text


def _storable(text: str) -> str:
    """`text` as both databases can hold it: PostgreSQL knows no NUL, UTF-8 no lone surrogates."""
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "\\x00").encode("utf-8", "backslashreplace").decode()
