"""Where records and sessions go out of sight, and what ties a new record to others."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from hardwon.check.interpreter.frames import Frames
from hardwon.check.linking.project import Project
from hardwon.check.linking.values import (
    NOTHING,
    Bound,
    ClassRef,
    Closure,
    Coroutine,
    Instance,
    Many,
    Method,
    Partial,
    RecordRef,
    SessionRef,
    Several,
    Table,
    Value,
)
from hardwon.check.syntax.names import walk
from hardwon.check.syntax.trees import Node

# Functions that look at a record and keep nothing of it.
_LOOKS = frozenset(
    {
        "print", "str", "repr", "format", "len", "isinstance", "issubclass", "type", "id", "bool", "hash",
        "debug", "info", "warning", "warn", "error", "exception", "critical", "log", "hasattr", "getattr",
    }
)  # fmt: skip
# What code out of sight is called when it saves what it was told about earlier.
_SAVES = ("commit", "save", "persist", "rollback")
_TWO = (2,)


def let_out(frames: Frames, name: str, values: Iterator[Value] | tuple[Value, ...]) -> None:
    """Code out of sight, called `name`, gets these values."""
    if name in _LOOKS:
        return
    for value in values:
        escape(frames, value)
    if any(word in name for word in _SAVES):
        frames.state.save(lambda _: True)


def escape(frames: Frames, value: Value) -> None:
    """Somebody out of sight may hold `value` from now on, and all that it leads to."""
    if value is not None:
        frames.state.let_go(_held(frames, value, 0))


def _held(frames: Frames, value: Value, depth: int) -> Iterator[Hashable]:
    if isinstance(value, RecordRef | SessionRef):
        yield value.key
        return
    parts: tuple[Value, ...] = ()
    if isinstance(value, Many):
        parts = (value.each,)
    elif isinstance(value, Several):
        parts = value.items
    elif isinstance(value, Table):
        parts = tuple(item for _, item in value.items)
    elif isinstance(value, Coroutine | Partial):
        parts = (value.function, *value.args, *(item for _, item in value.keywords))
    elif isinstance(value, Bound | Method):
        parts = (value.owner,)
    elif isinstance(value, Instance):
        if value.key != "":
            parts = tuple(item for (owner, _), item in frames.state.fields.items() if owner == value.key)
        elif frames.stack and frames.stack[0].owner == value:
            yield from (key for key in frames.state.sessions if _is_shared(key))
    elif isinstance(value, Closure):
        yield from _seen_by(frames, value)
    if depth < 5:
        for part in parts:
            if part is not None:
                yield from _held(frames, part, depth + 1)


def _is_shared(key: Hashable) -> bool:
    return key == ("scoped",) or (isinstance(key, tuple) and key[:1] == ("value",))


def _seen_by(frames: Frames, closure: Closure) -> Iterator[Hashable]:
    names = frames.state.variables.get(closure.frame, {})
    for name in _names_in(frames, closure.node):
        if isinstance(names.get(name), RecordRef | SessionRef | Many | Several):
            yield from _held(frames, names[name], 1)


def _names_in(frames: Frames, node: Node) -> tuple[str, ...]:
    """The names that are read or bound in a function defined inside, each once."""
    known = frames.inner_names.get(id(node))
    if known is None:
        names = dict.fromkeys(inner[2] for inner in walk((node,)) if inner[0] == "name")
        # The node is kept with its names: its id is its own for as long as it lives.
        known = frames.inner_names[id(node)] = (node, tuple(names))
    return known[1]


def may_save_elsewhere(frames: Frames, name: str, text: bytes) -> None:
    """A function of the project was passed over: what it can reach by itself may be saved."""
    if b"commit" in text or any(word in name for word in _SAVES):
        sessions = frames.state.sessions
        frames.state.save(
            lambda change: change.session not in sessions or not sessions[change.session].in_sight
        )


def relate(frames: Frames, ref: RecordRef, name: str, value: Value) -> None:
    """`value` becomes an attribute of a record, which may take it, or be taken, into a session."""
    record = frames.state.records.get(ref.key)
    model = frames.model(record.model) if record else None
    if record is None or model is None or value == NOTHING or name in model.columns:
        return
    if value is None:
        if name in model.relationships:
            frames.state.let_go([ref.key])
        return
    others = frames.records_in(value)
    escape(frames, value)
    cascades = not _is_two(frames.project, model.ref)
    for other in others:
        known = frames.state.records.get(other.key)
        if known is None or name not in model.relationships or (known.session is not None and cascades):
            frames.state.let_go([ref.key])
        else:
            frames.state.ties |= {(other.key, ref.key)}
    if not others and name in model.relationships and not isinstance(value, Many | Several):
        frames.state.let_go([ref.key])


def _is_two(project: Project, model: ClassRef) -> bool:
    """Whether a project runs on SQLAlchemy 2, where a back reference takes no record into a session."""
    pinned = project.sqlalchemy(model.path)
    if pinned is not None:
        return pinned.low >= _TWO
    text = project.text(model.path)
    return b"Mapped[" in text or b"mapped_column(" in text
