"""The ground of the interpreter: the current state, and the functions being run."""

from __future__ import annotations

from array import array
from collections.abc import Hashable

from msgspec import Struct, field
from msgspec.structs import replace

from hardwon.check.interpreter.state import Record, Session, Site, State, Unsaved, Use
from hardwon.check.interpreter.trace import Attached, Changed, Committed, Happening, LazyLoad, Turn
from hardwon.check.linking.models import Model, model_of
from hardwon.check.linking.project import Project
from hardwon.check.linking.values import (
    ClassRef,
    FunctionRef,
    Instance,
    Many,
    RecordRef,
    SessionRef,
    Several,
    Statement,
    Table,
    Value,
)
from hardwon.check.syntax.facts import span_table
from hardwon.check.syntax.trees import Node

# Statements one check of one function may run, calls included: a page of code has thirty.
MOST_STEPS = 400


class Frame(Struct):
    """One run of one function. `given` are the values that its caller handed in, `number` names its
    variables; `through` are the calls that led here, and `closes` says that a function made here may still
    ask for its variables when it is left.
    """

    number: int
    path: str
    spans: array[int]
    function: FunctionRef | None
    owner: Value = None
    outer: int | None = None
    is_async: bool = False
    site: Site | None = None
    given: tuple[Value, ...] = ()
    arguments: tuple[tuple[Site, Value, str], ...] = ()
    exits: list[State] = field(default_factory=list)
    loops: list[list[State]] = field(default_factory=list)
    returns: list[Value] = field(default_factory=list)
    yields: list[Value] = field(default_factory=list)
    outers: frozenset[str] = frozenset()
    through: tuple[Site, ...] = ()
    closes: bool = False


class Frames:
    """The state of one run through a function and what it calls; `raised` are its states at a `raise`."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.state = State()
        self.stack: list[Frame] = []
        self.steps = 0
        self.trace: list[Happening] = []
        self.turns: tuple[Turn, ...] = ()
        self.raised: list[State] = []
        self._globals: dict[tuple[str, str], Value] = {}
        self.inner_names: dict[int, tuple[Node, tuple[str, ...]]] = {}
        self._numbers = 0

    @property
    def frame(self) -> Frame:
        return self.stack[-1]

    def new_frame(self, path: str, spans: bytes, function: FunctionRef | None, **more: object) -> Frame:
        """A frame whose variables are empty; it is not entered yet."""
        self._numbers += 1
        frame = Frame(self._numbers, path, span_table(spans), function)
        for name, value in more.items():
            setattr(frame, name, value)
        if frame.site is not None:
            frame.through = (*frame.site.through, replace(frame.site, through=()))
        self.state.variables[frame.number] = {}
        return frame

    # Places

    def site(self, node: Node) -> Site:
        """Where `node` of the current frame stands, and how we came there."""
        frame = self.frame
        start, end = frame.spans[node[1] : node[1] + 2] or (0, 0)
        return Site(frame.path, start, end, frame.through)

    def unique(self, node: Node, kind: str) -> Hashable:
        """A key for what `node` makes in this frame; the same each time it is asked."""
        frame = self.frame
        return (
            kind,
            frame.path,
            frame.spans[node[1]],
            frame.spans[node[1] + 1],
            len(self.stack),
            self._trail(),
        )

    def _trail(self) -> tuple[int, ...]:
        return tuple(frame.site.start for frame in self.stack if frame.site)

    # Variables

    def bind(self, name: str, value: Value) -> None:
        self.state.variables[self.frame.number][name] = value

    def variable(self, name: str) -> tuple[bool, Value]:
        """Whether a function being run binds `name`, and its value."""
        variables = self.state.variables
        frame = self.stack[-1]
        names = variables[frame.number]
        if name in names:
            return True, names[name]
        outer = frame.outer
        while outer is not None:
            names = variables.get(outer, {})
            if name in names:
                return True, names[name]
            outer = next((frame.outer for frame in self.stack if frame.number == outer), None)
        return False, None

    # Sessions and records

    def open_session(self, key: Hashable, session: Session) -> SessionRef:
        self.state.sessions[key] = session
        return SessionRef(key)

    def session(self, ref: Value) -> Session | None:
        return self.state.sessions.get(ref.key) if isinstance(ref, SessionRef) else None

    def close_session(self, key: Hashable) -> None:
        session = self.state.sessions.get(key)
        if session is not None and session.kind != "scoped":
            self.state.sessions[key] = replace(session, is_open=False)

    def model(self, ref: ClassRef | None) -> Model | None:
        return model_of(self.project, ref)

    def load(self, made: Statement, session: Value, node: Node) -> Value:
        """A record as `made` loads it through `session`; None where its class is not mapped."""
        if len(made.entities) != 1:
            return None
        model = self.model(made.entities[0])
        if model is None:
            return None
        loading = made.loading
        key = self.unique(node, "record")
        self.state.records[key] = Record(
            model.ref,
            session.key if isinstance(session, SessionRef) else ("nowhere",),
            model.eager | loading.paths,
            all=loading.all,
            only=loading.only,
            deferred=(model.deferred | loading.deferred) - {path[0] for path in loading.paths},
        )
        return RecordRef(key)

    def rows(self, made: Statement, session: Value, node: Node) -> Value:
        """What iterating over a result gives."""
        return Many(self.load(made, session, node))

    def records_in(self, value: Value) -> list[RecordRef]:
        """The records directly in a value: itself, or the places and turns of a container."""
        if isinstance(value, RecordRef):
            return [value]
        if isinstance(value, Many):
            return self.records_in(value.each)
        if isinstance(value, Several):
            return [ref for item in value.items for ref in self.records_in(item)]
        return []

    def sessions_in(self, value: Value, depth: int = 0) -> list[SessionRef]:
        """The sessions that whoever holds `value` can reach directly."""
        if depth > 3:
            return []
        if isinstance(value, SessionRef):
            return [value]
        parts: tuple[Value, ...] = ()
        if isinstance(value, Several):
            parts = value.items
        elif isinstance(value, Many):
            parts = (value.each,)
        elif isinstance(value, Table):
            parts = tuple(item for _, item in value.items)
        elif isinstance(value, Instance) and value.key != "":
            parts = tuple(item for (owner, _), item in self.state.fields.items() if owner == value.key)
        return [ref for part in parts for ref in self.sessions_in(part, depth + 1)]

    def commit(self, key: Hashable) -> None:
        """Expires every record of the session, where it is known to do so."""
        session = self.state.sessions.get(key)
        if len(self.stack) == 1:
            self.state.commits |= {key}
        self.trace.append(Committed(key))
        self.settle(key)
        if session is None or not session.expires:
            return
        for name, record in self.state.records.items():
            if record.session == key:
                self.state.records[name] = replace(record, fresh=False, loaded=frozenset())

    def settle(self, key: Hashable) -> None:
        """The session wrote, or took back, what had been changed on its records."""
        state = self.state
        if not state.unsaved:
            return
        state.save(
            lambda change: (
                key == change.session
                or (change.record in state.records and state.records[change.record].session == key)
            )
        )

    def attach(self, ref: RecordRef, session: SessionRef) -> None:
        """The record belongs to `session` from now on: what was changed on it before is not lost."""
        record = self.state.records.get(ref.key)
        if record is not None:
            self.state.records[ref.key] = replace(record, session=session.key)
            self.trace.append(Attached(ref.key, session.key))
        self.state.let_go([held for holder, held in self.state.ties if holder == ref.key])
        self.forgive(ref.key)

    def forgive(self, key: Hashable) -> None:
        """The changes made to a detached record were taken over."""
        self.state.uses = {
            what: use for what, use in self.state.uses.items() if use.record != key or use.kind != "changed"
        }
        self.state.save(lambda change: change.record == key and change.is_detached)

    def seen_whole(self, value: Value, *, relationships: bool) -> None:
        """Code out of sight was given `value`: its columns are loaded, and its relationships may be."""
        for ref in self.records_in(value):
            record = self.state.records.get(ref.key)
            if record is not None and not self.state.is_detached(record):
                self.state.records[ref.key] = replace(record, fresh=True, all=record.all or relationships)

    # Uses

    def touch(self, ref: RecordRef, name: str, node: Node) -> Value:
        """Reads an attribute of a record; notes the use if it cannot work. Gives the record behind a
        relationship.
        """
        record = self.state.records.get(ref.key)
        model = self.model(record.model) if record else None
        if record is None or model is None:
            return None
        if name in model.proxies:
            self.touch(ref, model.proxies[name], node)
            return None
        if name in model.relationships:
            return self._touch_relationship(ref, record, model, name, node)
        if name in model.columns:
            self._touch_column(ref, record, name, node)
        return None

    def _touch_column(self, ref: RecordRef, record: Record, name: str, node: Node) -> None:
        detached = self.state.is_detached(record)
        missing = (name in record.deferred or (record.only is not None and name not in record.only)) and (
            (name,) not in record.loaded
        )
        if detached:
            if not record.fresh and not record.all:
                self.note_use(ref, record, name, "expired", node)
            elif missing and not record.all and name != "id":
                self.note_use(ref, record, name, "unloaded", node)
            return
        changed = replace(record, fresh=True)
        self.state.records[ref.key] = changed.with_loaded((name,)) if missing else changed

    def _touch_relationship(
        self, ref: RecordRef, record: Record, model: Model, name: str, node: Node
    ) -> Value:
        found = model.relationships[name]
        if found.never:
            return None
        known = record.all or (name,) in record.loaded
        if self.state.is_detached(record):
            if not known:
                self.note_use(ref, record, name, "unloaded" if record.fresh else "expired", node)
        elif not known:
            self.trace.append(LazyLoad(self.site(node), self.turns, ref.key, record.model, name))
            record = self.state.records[ref.key] = replace(record, fresh=True).with_loaded((name,))
        return self._other_end(ref, record, name, found.target, many=found.many)

    def _other_end(
        self, ref: RecordRef, record: Record, name: str, target: ClassRef | None, *, many: bool
    ) -> Value:
        model = self.model(target)
        if model is None:
            return None
        key = (ref.key, name)
        if key not in self.state.records:
            below = frozenset(path[1:] for path in record.loaded if path[0] == name and len(path) > 1)
            self.state.records[key] = Record(
                model.ref, record.session, below | model.eager, all=record.all, parent=ref.key
            )
        else:
            self.state.records[key] = replace(self.state.records[key], session=record.session)
        return Many(RecordRef(key)) if many else RecordRef(key)

    def change(self, ref: RecordRef, name: str, node: Node) -> None:
        """Writes a mapped attribute of a record; on a detached one the change goes nowhere."""
        record = self.state.records.get(ref.key)
        model = self.model(record.model) if record else None
        if record is None or model is None:
            return
        if name in model.columns or name in model.relationships:
            detached = self.state.is_detached(record)
            self.trace.append(
                Changed(self.site(node), self.turns, ref.key, record.model, name, record.session, detached)
            )
            self._note_change(ref, record, name, node, is_detached=detached)
            if detached:
                self.note_use(ref, record, name, "changed", node)
            else:
                self.state.records[ref.key] = record.with_loaded((name,))

    def change_some(self, ref: RecordRef, node: Node) -> None:
        """Writes attributes of a record by names that are not known."""
        record = self.state.records.get(ref.key)
        if record is not None:
            detached = self.state.is_detached(record)
            self.trace.append(
                Changed(self.site(node), self.turns, ref.key, record.model, "", record.session, detached)
            )
            self._note_change(ref, record, "", node, is_detached=detached)

    def _note_change(
        self, ref: RecordRef, record: Record, name: str, node: Node, *, is_detached: bool
    ) -> None:
        session, state = record.session, self.state
        if session in state.sessions and session not in state.gone:
            state.unsaved[self.site(node)] = Unsaved(
                ref.key, record.model, name, session, session in state.commits, is_detached
            )

    def note_use(self, ref: RecordRef, record: Record, name: str, kind: str, node: Node) -> None:
        session = self.state.sessions.get(record.session)
        is_async = bool(session and session.is_async)
        use = Use(ref.key, record.model, name, kind, self.site(node), is_async)
        self.state.uses.setdefault((ref.key, name, kind), use)
