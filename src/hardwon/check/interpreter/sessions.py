"""What makes a session, and what a session's methods do to records."""

from __future__ import annotations

from msgspec.structs import replace

from hardwon.check.interpreter.frames import Frames
from hardwon.check.interpreter.loading import statement
from hardwon.check.interpreter.state import Record, Session, Site, Use
from hardwon.check.interpreter.trace import Attached
from hardwon.check.linking.project import Project
from hardwon.check.linking.values import (
    ClassRef,
    External,
    Factory,
    Instance,
    Loading,
    Made,
    Many,
    RecordRef,
    SessionRef,
    Several,
    Statement,
    Text,
    Value,
)
from hardwon.check.searches import lazily
from hardwon.check.syntax.trees import Node

Keywords = tuple[tuple[str, Value], ...]

_LIBRARIES = frozenset({"sqlalchemy", "sqlmodel", "sqlalchemy_utils", "flask_sqlalchemy"})
_SESSIONS = frozenset({"Session", "AsyncSession", "AsyncScopedSession"})
_MAKERS = frozenset({"sessionmaker", "async_sessionmaker"})
# Flask-SQLAlchemy, and Flask-AppBuilder's own.
_FLASK = ("SQLAlchemy().session", "SQLA().session")
_DEEPEST = 3  # factories in one another
_SCOPED = frozenset({"scoped_session", "async_scoped_session"})
# A name out of sight that makes sessions, to judge by how people name such things.
_SPOKEN = lazily(
    r"(?i)_?(?:get|new|make|create|open|async|sync|scoped|local|db|the|sa|sql|begin)?_?(?:async|sync|db|sa|sql)?_?"
    r"session_?(?:maker|factory|local|scope|context|ctx|cm|manager|pool|class)?"
)
# What people call a parameter that takes a session.
SESSION_NAMES = lazily(r"(?:db|async|sql|sa|orm)?_?(?:session|sess|db)")
_READS = frozenset({"get", "get_one", "query", "execute", "exec", "scalar", "scalars", "stream"})
_ONE = frozenset(
    {
        "first",
        "one",
        "one_or_none",
        "scalar",
        "scalar_one",
        "scalar_one_or_none",
        "get",
        "get_or_404",
        "first_or_404",
        "one_or_404",
        "get_one",
        "fetchone",
    }
)
_LISTS = frozenset({"all", "fetchall", "fetchmany", "partitions", "yield_per", "to_list"})


def external_name(value: Value) -> External | None:
    """The external name behind a value or an instance."""
    if isinstance(value, External):
        return value
    return value.of if isinstance(value, Made) else None


def is_spoken_session(name: str) -> bool:
    """Whether `name` is what people call something that makes or is a session."""
    return _SPOKEN.fullmatch(name) is not None


def is_session_class(project: Project, value: Value) -> bool | None:
    """True for an async session class, False for a sync one, None for anything else."""
    if isinstance(value, External):
        if value.last in _SESSIONS and value.top in _LIBRARIES:
            return "sync" in value.last.lower()
        return None
    if isinstance(value, ClassRef):
        for base in project.line_of(value).external:
            found = is_session_class(project, external_name(base))
            if found is not None:
                return found
    return None


def factory(frames: Frames, value: Value, depth: int = 0) -> Factory | None:
    """The session factory that a value is, if it is one."""
    if isinstance(value, Factory):
        return value
    if isinstance(value, Made):
        name = value.of
        if value.call is None:
            known = name.last in _MAKERS and name.top in _LIBRARIES
            return Factory(None, name.last.startswith("async_")) if known else None
        if name.last in _MAKERS and name.top in _LIBRARIES:
            return _made_factory(frames.project, value)
        if name.last in _SCOPED and name.top in _LIBRARIES:
            inner = frames.project.evaluate(value.path, value.call[3][0]) if value.call[3] else None
            # `Session = scoped_session(Session)`: the name inside is looked up as its last meaning, itself.
            made = factory(frames, inner, depth + 1) if depth < _DEEPEST else None
            return replace(made, scoped=True) if made else Factory(None, None, scoped=True)
    name_of = external_name(value)
    if isinstance(value, External) and name_of is not None and is_spoken_session(name_of.last):
        if name_of.name.endswith(_FLASK):
            return Factory(True, False, scoped=True)
        if name_of.last not in _SESSIONS and not name_of.name.startswith(("requests", "aiohttp", "boto3")):
            return Factory(None, None)
    return None


def _made_factory(project: Project, value: Made) -> Factory:
    call = value.call
    is_async: bool | None = value.of.last.startswith("async_")
    expires: bool | None = True
    in_sight = True
    for word, node in call[4] if call else ():
        if word is None:
            expires = None if expires else expires
            in_sight = False
        elif word == "autocommit":
            in_sight = False
        elif word == "expire_on_commit":
            expires = node[2] if node[0] == "const" and isinstance(node[2], bool) else None
        elif word == "class_":
            made = project.evaluate(value.path, node)
            is_async = bool(is_session_class(project, made)) or is_async
            in_sight = in_sight and _ends_plainly(project, made)
    if call and not is_async and call[3] and "sync" in repr(call[3][0]).lower():
        is_async = None
    return Factory(expires, is_async, in_sight=in_sight)


def _ends_plainly(project: Project, value: Value) -> bool:
    """Whether a session class is one of the libraries' own, or below them says nothing about committing."""
    if not isinstance(value, ClassRef):
        return isinstance(value, External)
    classes = project.line_of(value).classes
    return not any(b"commit" in project.part(c.ref.path, c.ref.name, c.node[1]) for c in classes)


def opened(frames: Frames, value: Value, keywords: Keywords, node: Node) -> Value:
    """The session that calling `value` opens; None where it opens none."""
    is_async = is_session_class(frames.project, value)
    if is_async is not None:
        in_sight = _ends_plainly(frames.project, value) and not any(
            word in ("**", "autocommit") for word, _ in keywords
        )
        made: Factory | None = Factory(True, is_async, in_sight=in_sight)
        if any(word == "**" for word, _ in keywords):
            made = Factory(None, is_async)
    else:
        made = factory(frames, value)
    if made is None:
        return None
    for word, item in keywords:
        if word == "expire_on_commit":
            made = replace(made, expires=False if item == External("builtins.False") else None)
    return open_from(frames, made, node)


def open_from(frames: Frames, made: Factory, node: Node, kind: str = "opened") -> SessionRef:
    """A session from a factory, opened at `node`."""
    if made.scoped:
        key: object = ("scoped",)
        return frames.open_session(("scoped",), Session("scoped", made.expires, made.is_async))
    key = frames.unique(node, "session")
    site = frames.site(node)
    in_sight = made.in_sight and kind == "opened"
    session = Session(kind, made.expires, made.is_async, opener=kind, site=site, in_sight=in_sight)
    return frames.open_session(key, session)


def as_session(
    frames: Frames, value: Value, key: object, kind: str = "outer", site: Site | None = None
) -> SessionRef | None:
    """The session that a value of a session class stands for, known under `key`; opened at `site`, if any."""
    if isinstance(value, SessionRef):
        return value
    of: Value = value.of if isinstance(value, Instance | Made) else None
    if isinstance(value, External) and value.name.endswith(_FLASK):
        return frames.open_session(("scoped",), Session("scoped", True, False, opener="flask"))
    if of is None:
        return None
    made = factory(frames, value)
    if made is not None and made.scoped:
        return frames.open_session(("scoped",), Session("scoped", made.expires, made.is_async))
    is_async = is_session_class(frames.project, of)
    if is_async is None:
        return None
    hashable = ("value", key)
    if hashable not in frames.state.sessions:
        frames.open_session(hashable, Session(kind, None, is_async, site=site))
    return SessionRef(hashable)


def session_method(
    frames: Frames, ref: SessionRef, name: str, args: tuple[Value, ...], keywords: Keywords, node: Node
) -> Value:
    """What `session.name(...)` gives, and what it does to records."""
    _used(frames, ref, node)
    if name in _READS:
        _begin_anew(frames, ref)
    first = args[0] if args else None
    if name in ("get", "get_one", "get_or_404", "load"):
        return _get(frames, ref, first, keywords, node)
    if name == "query":
        return replace(statement(args, ref), node=node)
    if name in ("execute", "exec", "scalars", "stream", "stream_scalars"):
        if isinstance(first, Statement):
            scalars = name in ("scalars", "stream_scalars") or (name == "exec" and len(first.entities) == 1)
            return replace(first, session=ref, scalars=scalars, node=node)
        return None
    if name in ("scalar", "scalar_one", "scalar_one_or_none"):
        return frames.load(first, ref, node) if isinstance(first, Statement) else None
    if name in ("add", "merge", "delete", "refresh", "expire", "expunge") or name in (
        "add_all",
        "bulk_save_objects",
    ):
        return _on_records(frames, ref, name, first, args, keywords, node)
    if name == "commit":
        frames.commit(ref.key)
    elif name in ("close", "remove", "expunge_all", "aclose"):
        _let_go(frames, ref, closes=name != "expunge_all")
        if name == "expunge_all":
            # As with `expunge`, what is changed afterwards is not meant to be saved.
            twin = ("without", ref.key)
            let_go = [key for key, record in frames.state.records.items() if record.session == twin]
            frames.state.let_go([*let_go, twin])
    elif name == "rollback":
        frames.settle(ref.key)
    elif name == "expire_all":
        for key, record in frames.state.records.items():
            if record.session == ref.key:
                frames.state.records[key] = replace(record, fresh=False, loaded=frozenset())
    return None


def _used(frames: Frames, ref: SessionRef, node: Node) -> None:
    session = frames.state.sessions.get(ref.key)
    if session is not None and not session.is_open:
        use = Use(ref.key, None, "", "session", frames.site(node))
        frames.state.uses.setdefault((ref.key, "", "session"), use)


def _begin_anew(frames: Frames, ref: SessionRef) -> None:
    """`close()` lets go of records; what is read by the session afterwards is its own again."""
    session = frames.state.sessions.get(ref.key)
    if session is not None and not session.is_open and session.kind in ("opened", "block", "outer"):
        _let_go(frames, ref, closes=False)
        frames.state.sessions[ref.key] = replace(session, is_open=True)


def _get(frames: Frames, ref: SessionRef, first: Value, keywords: Keywords, node: Node) -> Value:
    if not isinstance(first, ClassRef):
        return None
    made = statement((first,))
    options = dict(keywords).get("options")
    if options is not None:
        items = options.items if isinstance(options, Several) else (options,)
        loading = Loading()
        for item in items:
            inner = item.each if isinstance(item, Many) else item
            loading = loading.also(inner if isinstance(inner, Loading) else Loading(all=True))
        made = replace(made, loading=loading)
    elif any(word in ("options", "**") for word, _ in keywords):
        made = replace(made, loading=Loading(all=True))
    return frames.load(made, ref, node)


def _on_records(
    frames: Frames,
    ref: SessionRef,
    name: str,
    first: Value,
    args: tuple[Value, ...],
    keywords: Keywords,
    node: Node,
) -> Value:
    found = frames.records_in(first)
    for record_ref in found:
        record = frames.state.records.get(record_ref.key)
        if record is None:
            continue
        if name in ("add", "add_all", "delete", "bulk_save_objects"):
            frames.attach(record_ref, ref)
        elif name == "refresh":
            _refresh(frames, ref, record_ref, record, args, keywords)
        elif name == "expire":
            frames.state.records[record_ref.key] = replace(record, fresh=False, loaded=frozenset())
        elif name == "expunge":
            _expunge(frames, record_ref.key, record)
    if name == "merge" and found:
        return _merged(frames, ref, found[0], node)
    return None


def _refresh(
    frames: Frames,
    ref: SessionRef,
    record_ref: RecordRef,
    record: Record,
    args: tuple[Value, ...],
    keywords: Keywords,
) -> None:
    model = frames.model(record.model)
    names = dict(keywords).get("attribute_names", args[1] if len(args) > 1 else None)
    words = (
        [item.text for item in names.items if isinstance(item, Text)] if isinstance(names, Several) else []
    )
    refreshed = replace(record, session=ref.key, fresh=True).with_loaded(*((word,) for word in words))
    if names is None and model is not None:
        refreshed = refreshed.with_loaded(*model.eager)
    elif not words:
        refreshed = replace(refreshed, all=True)
    frames.state.records[record_ref.key] = refreshed


def _expunge(frames: Frames, key: object, record: Record) -> None:
    session = frames.state.sessions.get(record.session)
    twin = ("without", record.session)
    if session is not None:
        frames.state.sessions[twin] = replace(session, is_open=False, kind="expunged")
    frames.state.records[key] = replace(record, session=twin)
    # What is changed on a record that was taken out on purpose is not meant to be saved.
    frames.state.let_go([key, twin])


def _merged(frames: Frames, ref: SessionRef, old: RecordRef, node: Node) -> Value:
    """The copy in `ref` of a record; what was changed on the old one is taken over."""
    frames.forgive(old.key)
    frames.trace.append(Attached(old.key, ref.key))
    record = frames.state.records.get(old.key)
    model = frames.model(record.model) if record else None
    if record is None or model is None:
        return None
    if record.session == ref.key:
        return old
    key = frames.unique(node, "record")
    frames.state.records[key] = Record(model.ref, ref.key, model.eager)
    return RecordRef(key)


def _let_go(frames: Frames, ref: SessionRef, *, closes: bool) -> None:
    """The session lets go of its records, and is closed itself if `closes`; a registry only begins anew."""
    session = frames.state.sessions.get(ref.key)
    if session is None:
        return
    if closes and session.kind != "scoped":
        frames.close_session(ref.key)
        return
    twin = ("without", ref.key)
    frames.state.sessions[twin] = replace(session, is_open=False, kind="opened")
    for key, record in frames.state.records.items():
        if record.session == ref.key:
            frames.state.records[key] = replace(record, session=twin)


def statement_method(frames: Frames, made: Statement, name: str, node: Node) -> tuple[bool, Value]:
    """What a method of a result or legacy query gives; False where it only makes another statement."""
    session = made.session
    if session is None:
        return False, None
    if name in _ONE:
        if made.scalars or name.startswith(("scalar", "get")):
            return True, frames.load(made, session, node)
        return True, Several((frames.load(made, session, node),))
    if name in _LISTS:
        if made.scalars:
            return True, frames.rows(made, session, node)
        return True, Many(Several((frames.load(made, session, node),)))
    if name == "scalars":
        return True, replace(made, scalars=True, node=node)
    if name in ("unique", "tuples", "freeze"):
        return True, made
    if name in ("mappings", "columns", "keys", "count", "exists", "delete", "update", "close", "rowcount"):
        return True, None
    return False, None


def turns(frames: Frames, made: Statement, node: Node) -> Value:
    """What iterating over a result or query gives each turn."""
    if made.session is None:
        return None
    loaded = frames.load(made, made.session, made.node or node)
    return loaded if made.scalars else Several((loaded,))
