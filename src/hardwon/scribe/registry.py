"""The session registry: a projection of the journal's `session.*` events."""

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import TypeVar

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    Update,
    bindparam,
    delete,
    insert,
    select,
    tuple_,
    update,
)

from hardwon.scribe.calls import understand
from hardwon.scribe.lifecycle import Row, fold, new_session
from hardwon.scribe.texts import mend
from hardwon.store import Event

_METADATA = MetaData()
SESSION = Table(
    "session",
    _METADATA,
    Column("id", Text, primary_key=True),
    Column("agent", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column(
        "titled", Integer, nullable=False
    ),  # how good: 0 none, 1 slash command, 2 first prompt, 3 summary, 4 given
    Column("cwd", Text, nullable=False),
    Column("branch", Text, nullable=False),
    Column("parent", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("started", Text, nullable=False),
    Column("last", Text, nullable=False),
    Column("ended", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("worked", Text, nullable=False),  # when it last did anything; empty: never
    Column("taken_up", Text, nullable=False),  # when it was resumed, until it has done anything since
    Column("resumed", Integer, nullable=False),  # how often
    Column("amid", Integer, nullable=False),  # 1: in the middle of work, not of waiting for an answer
    Column("prompts", Integer, nullable=False),  # what people said as hooks tell it
    Column("pid", BigInteger, nullable=False),
    Column("pid_started", BigInteger, nullable=False),  # clock ticks since boot
    Column("private", Text),  # roles that may see it; NULL: all may
    Column("turns", Integer, nullable=False),
    Column("replies", Integer, nullable=False),
    Column("tools", Integer, nullable=False),
    Column("errors", Integer, nullable=False),
    Column("progress", Integer, nullable=False),
    Index("session_last", "last"),
    Index("session_parent", "parent"),
)
CALL = Table(
    "session_call",
    _METADATA,
    Column("session", Text, primary_key=True),
    Column("call", Text, primary_key=True),
    Column("position", Integer, primary_key=True),  # a patch of three files is one call with three targets
    Column("tool", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("line", Integer, nullable=False),
    Column("result_line", Integer),
    Column("failed", Integer),  # NULL until its result is there
    Index("session_call_target", "target"),
)
_CHUNK = 400  # parameters of one IN list; SQLite once allowed 999
_TARGET = 500  # characters; PostgreSQL indexes at most 2,704 bytes

_K = TypeVar("_K")
_T = TypeVar("_T")
CallKey = tuple[str, str, int]


class Registry:
    """Keeps `SESSION` and `CALL` in step with the journal.

    A session's row depends on that session's events alone and on their order, so any interleaving of
    sessions gives the same registry. A result may come before its call.
    """

    name = "sessions"
    metadata = _METADATA

    def apply(self, connection: Connection, events: Sequence[Event]) -> None:
        ours = [event for event in events if event.session and event.kind.startswith("session.")]
        if not ours:
            return
        sessions = _sessions_of(connection, {str(event.session) for event in ours})
        calls = _calls_of(connection, {call for event in ours if (call := _call_of(event))})
        known, known_calls = set(sessions), set(calls)
        for event in ours:
            row = sessions.get(str(event.session))
            if row is None:
                row = sessions[str(event.session)] = new_session(event)
            fold(row, event)
            if event.kind == "session.tool":
                _open_call(calls, event)
            elif event.kind == "session.result":
                _close_call(calls, event)
        _put(connection, SESSION, sessions, known)
        _put(connection, CALL, calls, known_calls)

    def clear(self, connection: Connection) -> None:
        connection.execute(delete(CALL))
        connection.execute(delete(SESSION))


def _call_of(event: Event) -> tuple[str, str] | None:
    call = event.payload.get("call") if event.kind in ("session.tool", "session.result") else None
    return (str(event.session), mend(call)) if isinstance(call, str) and call else None


def _open_call(calls: dict[CallKey, Row], event: Event) -> None:
    key = _call_of(event)
    if key is None:
        return
    call = understand(event.payload.get("tool"), event.payload.get("input"))
    early = calls.get((*key, 0), {})
    for position, target in enumerate(call.targets or ("",)):
        calls[(*key, position)] = {
            "session": key[0], "call": key[1], "position": position, "tool": _text(event.payload.get("tool")),
            "what": call.what, "target": target[:_TARGET], "line": _number(event.payload.get("line")),
            "result_line": early.get("result_line"), "failed": early.get("failed"),
        }  # fmt: skip


def _close_call(calls: dict[CallKey, Row], event: Event) -> None:
    key = _call_of(event)
    if key is None:
        return
    if (*key, 0) not in calls:
        calls[(*key, 0)] = {
            "session": key[0], "call": key[1], "position": 0, "tool": "", "what": "other", "target": "",
            "line": 0, "result_line": None, "failed": None,
        }  # fmt: skip
    position = 0
    while (row := calls.get((*key, position))) is not None:
        row["result_line"] = _number(event.payload.get("line"))
        row["failed"] = int(event.payload.get("error") is True)
        position += 1


def _sessions_of(connection: Connection, ids: set[str]) -> dict[str, Row]:
    rows: dict[str, Row] = {}
    for chunk in _chunks(sorted(ids)):
        for row in connection.execute(select(SESSION).where(SESSION.c.id.in_(chunk))).mappings():
            rows[row["id"]] = dict(row)
    return rows


def _calls_of(connection: Connection, keys: set[tuple[str, str]]) -> dict[CallKey, Row]:
    rows: dict[CallKey, Row] = {}
    for chunk in _chunks(sorted(keys)):
        statement = select(CALL).where(tuple_(CALL.c.session, CALL.c.call).in_(chunk))
        for row in connection.execute(statement).mappings():
            rows[row["session"], row["call"], row["position"]] = dict(row)
    return rows


def _changing(table: Table) -> Update:
    """The statement that writes one row that is there, from its columns by name with `_` before each.

    One for any number of rows: to delete and insert lists of them costs more to prepare than to do.
    """
    keys = [column == bindparam(f"_{column.name}") for column in table.primary_key]
    rest = [column for column in table.columns if not column.primary_key]
    return update(table).where(*keys).values({column: bindparam(f"_{column.name}") for column in rest})


_CHANGING = {table.name: _changing(table) for table in (SESSION, CALL)}


def _put(connection: Connection, table: Table, rows: Mapping[_K, Row], known: Set[_K]) -> None:
    """Writes `rows`, of which those in `known` are there already."""
    # Whoever sends events may put anything into them, and a single torn emoji must not stop the registry.
    fit = {key: {name: _storable(value) for name, value in row.items()} for key, row in rows.items()}
    changed = [{f"_{name}": value for name, value in row.items()} for key, row in fit.items() if key in known]
    new = [row for key, row in fit.items() if key not in known]
    if changed:
        connection.execute(_CHANGING[table.name], changed)
    if new:
        connection.execute(insert(table), new)


def _chunks(items: Sequence[_T]) -> Iterator[Sequence[_T]]:
    return (items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK))


def _storable(value: object) -> object:
    return mend(value) if isinstance(value, str) and not (value.isascii() and "\0" not in value) else value


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 31 else 0
