"""What an expression may stand for, as far as the analyzer knows; None is "anything"."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

from hardwon.check.syntax.trees import Node


@dataclass(frozen=True, slots=True)
class External:
    """A name from outside the project, dotted from its top package: `sqlalchemy.orm.Session`."""

    name: str

    @property
    def top(self) -> str:
        return self.name.partition(".")[0]

    @property
    def last(self) -> str:
        return self.name.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Made:
    """What calling an external name gave, or an instance of an external class; `call` is the call, where
    there is one.
    """

    of: External
    path: str = ""
    call: Node | None = field(default=None, hash=False)


@dataclass(frozen=True, slots=True)
class ModuleRef:
    """A module of the project."""

    path: str


@dataclass(frozen=True, slots=True)
class ClassRef:
    """A class of the project; `name` is qualified within the module (`Outer.Inner`)."""

    path: str
    name: str

    @property
    def short(self) -> str:
        return self.name.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class FunctionRef:
    """A function or method at the top or in a class of a module; `number` is its id there."""

    path: str
    name: str
    number: int

    @property
    def short(self) -> str:
        return self.name.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Instance:
    """An object of a project's class; `key` finds its fields in a state, "" if nothing is known."""

    of: ClassRef
    key: Hashable = ""


@dataclass(frozen=True, slots=True)
class Bound:
    """A method together with the object it belongs to."""

    function: FunctionRef
    owner: Value


@dataclass(frozen=True, slots=True)
class Method:
    """A method, by name, of a value whose class is not the project's."""

    owner: Value
    name: str


@dataclass(frozen=True, slots=True)
class Closure:
    """A function or lambda defined inside the frame with that number; sees that frame's variables."""

    path: str
    node: Node = field(hash=False)
    spans: bytes = field(hash=False, repr=False)
    frame: int


@dataclass(frozen=True, slots=True)
class Partial:
    """A callable together with arguments given in advance."""

    function: Value
    args: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Coroutine:
    """A call of an async function that has not run yet."""

    function: Value
    args: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Many:
    """Something to iterate over whose turns give `each`."""

    each: Value


@dataclass(frozen=True, slots=True)
class Several:
    """A tuple (or call's `*args`) whose places are known."""

    items: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A dict display with text keys."""

    items: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Attribute:
    """A mapped attribute named on its class, `Order.customer`."""

    of: ClassRef
    name: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text constant."""

    text: str


@dataclass(frozen=True, slots=True)
class Factory:
    """Makes sessions: a sessionmaker. `expires` is expire_on_commit, None where it is not known; `in_sight`
    says that what it makes is a plain session.
    """

    expires: bool | None
    is_async: bool | None
    scoped: bool = False
    in_sight: bool = False


@dataclass(frozen=True, slots=True)
class SessionRef:
    """A session; what is known of it is in the state under `key`."""

    key: Hashable


@dataclass(frozen=True, slots=True)
class RecordRef:
    """A record; what is known of it is in the state under `key`."""

    key: Hashable


@dataclass(frozen=True, slots=True)
class Loading:
    """What a loader option says: paths of relationships, deferred and undeferred columns; `all` where it is
    unclear.
    """

    paths: frozenset[tuple[str, ...]] = frozenset()
    only: frozenset[str] | None = None
    deferred: frozenset[str] = frozenset()
    all: bool = False
    tail: tuple[str, ...] = ()

    def also(self, other: Loading) -> Loading:
        """Both options together."""
        only = self.only if other.only is None else other.only
        deferred = self.deferred | other.deferred
        return Loading(self.paths | other.paths, only, deferred, self.all or other.all, self.tail)


@dataclass(frozen=True, slots=True)
class Statement:
    """A `select(...)` or `query(...)`: the classes it gives records of (None for anything else), how they
    load.

    `session` is set for a legacy query, which carries its own. `scalars` says that turns are records, not
    rows.
    """

    entities: tuple[ClassRef | None, ...]
    loading: Loading = Loading()
    session: SessionRef | None = None
    scalars: bool = False
    node: Node | None = field(default=None, hash=False)


@dataclass(frozen=True, slots=True)
class Background:
    """Something that runs later and that the code holds on to: a task, a future, a thread; `ids` name the
    hand-overs.
    """

    ids: tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A thread or process that was made but not started."""

    key: Hashable
    kind: str
    target: Value
    args: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]
    node: Node = field(hash=False)


@dataclass(frozen=True, slots=True)
class Group:
    """A task group, nursery or executor: what was handed to it is over when its block ends, under `key`."""

    key: Hashable


Value = (
    External
    | Made
    | ModuleRef
    | ClassRef
    | FunctionRef
    | Instance
    | Bound
    | Method
    | Closure
    | Partial
    | Coroutine
    | Many
    | Several
    | Table
    | Text
    | Attribute
    | Factory
    | SessionRef
    | RecordRef
    | Loading
    | Statement
    | Background
    | Waiting
    | Group
    | None
)


# The constant None, told apart from a value that is not known.
NOTHING = External("builtins.None")
