"""What is known at one point of a function: variables, sessions, records, and what was handed to the
background.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable

from msgspec import Struct, field
from msgspec.structs import replace

from hardwon.check.linking.values import (
    NOTHING,
    ClassRef,
    Instance,
    Many,
    RecordRef,
    SessionRef,
    Several,
    Value,
)


class Site(Struct, frozen=True):
    """A place in the text, first byte and the byte after the last, and the calls that led there, outermost
    first.
    """

    path: str
    start: int
    end: int
    through: tuple[Site, ...] = ()


class Session(Struct, frozen=True):
    """A session. Kinds: `block` (a with statement ends it), `opened` (only close() ends it), `request` (the
    framework ends it), `outer` (somebody else's), `scoped` (a registry of one a thread or request).

    `expires` is expire_on_commit, None where it is not known; `opener` names what made it, for people.
    `in_sight` says that a plain session class or sessionmaker made it: it commits when it is told to only.
    """

    kind: str
    expires: bool | None
    is_async: bool | None
    is_open: bool = True
    opener: str = ""
    site: Site | None = None
    in_sight: bool = False


class Record(Struct, frozen=True):
    """A record: how it was loaded and what has been loaded since.

    `session` is None for one that was never in a session. `loaded` holds paths of relationships and
    undeferred columns; `fresh` is False once a commit has expired its columns; `all` gives up telling what is
    loaded.
    """

    model: ClassRef
    session: Hashable
    loaded: frozenset[tuple[str, ...]]
    fresh: bool = True
    all: bool = False
    only: frozenset[str] | None = None
    deferred: frozenset[str] = frozenset()
    parent: Hashable = None

    def with_loaded(self, *paths: tuple[str, ...]) -> Record:
        return replace(self, loaded=self.loaded | set(paths))


class Use(Struct, frozen=True):
    """A use of a record that cannot work or is lost: kind `unloaded`, `expired` or `changed`; `attribute`
    touched.

    Kind `session` is the use of a closed session, under its own key and without a model.
    """

    record: Hashable
    model: ClassRef | None
    attribute: str
    kind: str
    site: Site
    is_async: bool = False


class Unsaved(Struct, frozen=True):
    """A change to a record of `session` that nothing has saved yet. `is_late` says that the function itself
    had committed that session before, `is_detached` that the session was closed by then.
    """

    record: Hashable
    model: ClassRef
    attribute: str
    session: Hashable
    is_late: bool
    is_detached: bool


class HandOver(Struct, frozen=True):
    """Work given to the background at `site`. Kinds say when it runs: `response` after the response, `task`
    and `thread` beside the caller, `process` elsewhere, `later` at a time of its own. `group` ends it, if
    any; `awaited` if the caller waits
    for it, while the sessions `open_then` are open.
    """

    kind: str
    by: str
    target: Value
    args: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]
    site: Site
    arguments: tuple[tuple[Site, Value, str], ...]
    group: Hashable = None
    awaited: bool = False
    open_then: frozenset[Hashable] = frozenset()


class State(Struct):
    """Everything known at one point. Copied where ways part, joined where they meet.

    `gone` are the keys of records and sessions that code out of sight may hold, `ties` the new records that
    join the session of another one when that is added, `saved` the changes that some way has saved, and
    `commits` the sessions that were committed by the function itself.
    """

    variables: dict[int, dict[str, Value]] = field(default_factory=dict)
    sessions: dict[Hashable, Session] = field(default_factory=dict)
    records: dict[Hashable, Record] = field(default_factory=dict)
    fields: dict[tuple[Hashable, str], Value] = field(default_factory=dict)
    handed: dict[Hashable, HandOver] = field(default_factory=dict)
    uses: dict[tuple[Hashable, str, str], Use] = field(default_factory=dict)
    commits: frozenset[Hashable] = frozenset()
    gone: frozenset[Hashable] = frozenset()
    ties: frozenset[tuple[Hashable, Hashable]] = frozenset()
    unsaved: dict[Site, Unsaved] = field(default_factory=dict)
    saved: frozenset[Site] = frozenset()

    def copy(self) -> State:
        return State(
            {number: dict(names) for number, names in self.variables.items()},
            dict(self.sessions),
            dict(self.records),
            dict(self.fields),
            dict(self.handed),
            dict(self.uses),
            self.commits,
            self.gone,
            self.ties,
            dict(self.unsaved),
            self.saved,
        )

    def join(self, other: State) -> None:
        """Takes in what is known on the other way here. In doubt a record is loaded, fresh and attached."""
        for number, names in other.variables.items():
            mine = self.variables.setdefault(number, {})
            for name, value in names.items():
                if name not in mine:
                    mine[name] = value
                elif mine[name] is not value:
                    mine[name] = self._meeting(mine[name], value)
        for key, session in other.sessions.items():
            own = self.sessions.get(key)
            if own is not session and (own is None or (session.is_open and not own.is_open)):
                self.sessions[key] = session
        for key, record in other.records.items():
            known = self.records.get(key)
            if known is not record:
                self.records[key] = _either(known, record)
        for place, value in other.fields.items():
            if place not in self.fields:
                self.fields[place] = value
            elif self.fields[place] is not value:
                self.fields[place] = met(self.fields[place], value)
        self.handed = {**other.handed, **self.handed}
        self.uses = {**other.uses, **self.uses}
        self.commits |= other.commits
        self.ties |= other.ties
        self.unsaved = {**other.unsaved, **self.unsaved} if other.unsaved else self.unsaved
        self.saved |= other.saved
        self.let_go(other.gone)

    def _meeting(self, mine: Value, other: Value) -> Value:
        """The value of a variable after both ways; of the record that it no longer names nothing is known."""
        result = met(mine, other)
        if result != mine or result != other:
            kept = set(keys_in(result))
            self.let_go(key for value in (mine, other) for key in keys_in(value) if key not in kept)
        return result

    def let_go(self, keys: Iterable[Hashable]) -> None:
        """Code out of sight may do anything to these records and sessions from now on."""
        waiting = [key for key in keys if key not in self.gone]
        if not waiting:
            return
        new: set[Hashable] = set()
        while waiting:
            key = waiting.pop()
            if key not in new:
                new.add(key)
                waiting.extend(held for holder, held in self.ties if holder == key)
        self.gone |= new
        self.save(lambda change: change.record in new or change.session in new)

    def save(self, which: Callable[[Unsaved], bool]) -> None:
        """These changes are, or may be, saved."""
        for site, change in list(self.unsaved.items()):
            if which(change):
                del self.unsaved[site]
                self.saved |= {site}

    def is_detached(self, record: Record) -> bool:
        """Whether the record was in a session, and that one is closed."""
        if record.session is None:
            return False
        session = self.sessions.get(record.session)
        return session is not None and not session.is_open


def _either(mine: Record | None, other: Record) -> Record:
    if mine is None or mine == other:
        return other
    return replace(
        mine,
        session=mine.session if mine.session is not None else other.session,
        loaded=mine.loaded | other.loaded,
        fresh=mine.fresh or other.fresh,
        all=mine.all or other.all,
        only=None if mine.only is None or other.only is None else mine.only | other.only,
        deferred=mine.deferred & other.deferred,
    )


def keys_in(value: Value) -> list[Hashable]:
    """The keys of the records and sessions that a value is, or is a plain container of."""
    if isinstance(value, RecordRef | SessionRef):
        return [value.key]
    if isinstance(value, Many):
        return keys_in(value.each)
    if isinstance(value, Several):
        return [key for item in value.items for key in keys_in(item)]
    return []


def met(mine: Value, other: Value) -> Value:
    """What a variable may be where two ways meet.

    Objects of two classes are neither. A record or session on one way is one: what can go wrong on that way,
    can.
    """
    if mine == other or other == NOTHING:
        return mine
    if mine == NOTHING:
        return other
    if isinstance(mine, Instance | ClassRef) or isinstance(other, Instance | ClassRef):
        return None
    return other if mine is None else mine
