"""What an expression may stand for, as far as the analyzer knows; None is "anything"."""

from __future__ import annotations

from collections.abc import Hashable

from msgspec import Struct

from hardwon.check.syntax.trees import Node


class External(Struct, frozen=True):
    """A name from outside the project, dotted from its top package: `sqlalchemy.orm.Session`."""

    name: str

    @property
    def top(self) -> str:
        return self.name.partition(".")[0]

    @property
    def last(self) -> str:
        return self.name.rpartition(".")[2]


class Made(Struct, frozen=True):
    """What calling an external name gave, or an instance of an external class; `call` is the call, where
    there is one.
    """

    of: External
    path: str = ""
    call: Node | None = None

    def __hash__(self) -> int:
        return hash((self.of, self.path))  # a node is a deep tuple


class ModuleRef(Struct, frozen=True):
    """A module of the project."""

    path: str


class ClassRef(Struct, frozen=True):
    """A class of the project; `name` is qualified within the module (`Outer.Inner`)."""

    path: str
    name: str

    @property
    def short(self) -> str:
        return self.name.rpartition(".")[2]


class FunctionRef(Struct, frozen=True):
    """A function or method at the top or in a class of a module; `number` is its id there."""

    path: str
    name: str
    number: int

    @property
    def short(self) -> str:
        return self.name.rpartition(".")[2]


class Instance(Struct, frozen=True):
    """An object of a project's class; `key` finds its fields in a state, "" if nothing is known."""

    of: ClassRef
    key: Hashable = ""


class Bound(Struct, frozen=True):
    """A method together with the object it belongs to."""

    function: FunctionRef
    owner: Value


class Method(Struct, frozen=True):
    """A method, by name, of a value whose class is not the project's."""

    owner: Value
    name: str


class Closure(Struct, frozen=True):
    """A function or lambda defined inside the frame with that number; sees that frame's variables."""

    path: str
    node: Node
    spans: bytes
    frame: int

    def __hash__(self) -> int:
        return hash((self.path, self.frame))  # a node is a deep tuple


class Partial(Struct, frozen=True):
    """A callable together with arguments given in advance."""

    function: Value
    args: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]


class Coroutine(Struct, frozen=True):
    """A call of an async function that has not run yet."""

    function: Value
    args: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]


class Many(Struct, frozen=True):
    """Something to iterate over whose turns give `each`."""

    each: Value


class Several(Struct, frozen=True):
    """A tuple (or call's `*args`) whose places are known."""

    items: tuple[Value, ...]


class Table(Struct, frozen=True):
    """A dict display with text keys."""

    items: tuple[tuple[str, Value], ...]


class Attribute(Struct, frozen=True):
    """A mapped attribute named on its class, `Order.customer`."""

    of: ClassRef
    name: str


class Text(Struct, frozen=True):
    """A text constant."""

    text: str


class Factory(Struct, frozen=True):
    """Makes sessions: a sessionmaker. `expires` is expire_on_commit, None where it is not known; `in_sight`
    says that what it makes is a plain session.
    """

    expires: bool | None
    is_async: bool | None
    scoped: bool = False
    in_sight: bool = False


class SessionRef(Struct, frozen=True):
    """A session; what is known of it is in the state under `key`."""

    key: Hashable


class RecordRef(Struct, frozen=True):
    """A record; what is known of it is in the state under `key`."""

    key: Hashable


class Loading(Struct, frozen=True):
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


class Statement(Struct, frozen=True):
    """A `select(...)` or `query(...)`: the classes it gives records of (None for anything else), how they
    load.

    `session` is set for a legacy query, which carries its own. `scalars` says that turns are records, not
    rows.
    """

    entities: tuple[ClassRef | None, ...]
    loading: Loading = Loading()
    session: SessionRef | None = None
    scalars: bool = False
    node: Node | None = None

    def __hash__(self) -> int:
        return hash((self.entities, self.loading, self.session, self.scalars))  # a node is a deep tuple


class Background(Struct, frozen=True):
    """Something that runs later and that the code holds on to: a task, a future, a thread; `ids` name the
    hand-overs.
    """

    ids: tuple[Hashable, ...]


class Waiting(Struct, frozen=True):
    """A thread or process that was made but not started."""

    key: Hashable
    kind: str
    target: Value
    args: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]
    node: Node

    def __hash__(self) -> int:
        return hash((self.key, self.kind, self.target, self.args, self.keywords))  # a node is a deep tuple


class Group(Struct, frozen=True):
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
