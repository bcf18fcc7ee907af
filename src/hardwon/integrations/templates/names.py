"""What a project calls the things that templates speak of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

LogKind = Literal["logging", "structlog", "loguru", "own"]


@dataclass(frozen=True, slots=True)
class Place:
    """A name that can be imported: `from module import name`; where it is defined (line 1-based)."""

    name: str
    module: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Factory:
    """What makes a session: `with place() as session`, asynchronous or not.

    `is_made` is a function that hands the factory over: `with place()() as session`. `member` is what of an
    object makes them: `with place.member() as session`.
    """

    place: Place
    is_async: bool
    is_made: bool = False
    member: str = ""


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter of a method; `annotation` is its text, empty without one."""

    name: str
    annotation: str
    is_required: bool
    is_keyword: bool


@dataclass(frozen=True, slots=True)
class Method:
    """A method that says how a job stands; `params` without `self`."""

    name: str
    params: tuple[Param, ...]
    is_async: bool


@dataclass(frozen=True, slots=True)
class Manager:
    """What keeps the state of jobs: a class, or functions of one module.

    `instance` is a module's own object of that class, or None; `needs` what its constructor must be given.
    `update` takes a status, and may be None where `by_state` has a method for each: `running`, `completed`,
    `failed`. `words` are states that stand as text in its module.
    """

    place: Place
    instance: Place | None
    needs: tuple[str, ...]
    update: Method | None
    by_state: Mapping[str, Method]
    words: frozenset[str]
    is_class: bool = True

    @property
    def is_async(self) -> bool:
        """Whether its methods are awaited."""
        method = self.update or next(iter(self.by_state.values()))
        return method.is_async


@dataclass(frozen=True, slots=True)
class Model:
    """A mapped class; `columns` has their types as text, empty where that is not said; `key` is its id's."""

    place: Place
    columns: Mapping[str, str]
    key: str = ""


@dataclass(frozen=True, slots=True)
class Logging:
    """How modules get their logger: the import, the variable, and what is assigned to it.

    `made` is empty where the import brings the logger itself.
    """

    kind: LogKind
    imported: str
    variable: str
    made: str


@dataclass(frozen=True, slots=True)
class ProjectNames:
    """What was found; None and empty where nothing was.

    `enums` are the members by a class's name, `literals` the words of a type by its name. `roots` are the
    tops of its own modules, `outside` those of others that it imports; `package` is the folder of most code.
    """

    factory: Factory | None = None
    dependency: Factory | None = None
    manager: Manager | None = None
    base: Place | None = None
    router: str = ""
    logging: Logging | None = None
    models: tuple[Model, ...] = ()
    enums: Mapping[str, tuple[Place, tuple[str, ...]]] = field(default_factory=dict)
    literals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    roots: frozenset[str] = frozenset()
    outside: frozenset[str] = frozenset()
    package: str = ""
