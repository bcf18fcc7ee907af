"""Which columns of mapped classes a function filters, joins or first sorts on."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from msgspec import Struct, field

from hardwon.check.linking.models import model_of
from hardwon.check.linking.project import Project, owner_of
from hardwon.check.linking.values import ClassRef, FunctionRef
from hardwon.check.searches import lazily
from hardwon.check.syntax.names import walk
from hardwon.check.syntax.trees import Node

ASKS = lazily(rb"\.(?:where|filter|filter_by|order_by|join|outerjoin)\(")
_WHERE = frozenset({"where", "filter"})
_JOIN = frozenset({"join", "outerjoin"})
_HEADS = frozenset({"select", "query", "select_from", "update", "delete", "exists"})
_RANGES = frozenset({"<", ">", "<=", ">="})
# Conditions that narrow nothing down by an index.
_HARMLESS = frozenset(
    {"not_", "text", "true", "false", "like", "ilike", "is_", "is_not", "isnot", "not_in", "notin_", "exists"}
)
_CUTS = frozenset({"limit", "first", "paginate", "fetch", "slice", "first_or_404"})
_SORTS = frozenset({"desc", "asc", "nulls_last", "nulls_first", "nullslast", "nullsfirst"})


class Column(Struct, frozen=True):
    """A mapped attribute by the class it was spoken of."""

    model: ClassRef
    name: str


class Query(Struct):
    """What one statement asks, over all the calls that build it.

    `equal` columns narrow it down to few rows if an index leads to them; `sorted` is the first one it sorts
    by, and matters where the result `is_cut`. `compared` are columns compared to columns, `joined` those by
    which the joined class is looked up. `is_vague` says that something else may narrow it down.
    """

    equal: list[Column] = field(default_factory=list)
    others: list[Column] = field(default_factory=list)
    joined: list[Column] = field(default_factory=list)
    compared: list[Column] = field(default_factory=list)
    sorted: Column | None = None
    is_cut: bool = False
    is_vague: bool = False


def queries_in(project: Project, function: FunctionRef) -> list[Query]:
    """The statements that a function builds, in the order of its text."""
    _, _, body, _ = project.body(function)
    return _Reader(project, function, body).read()


class _Reader:
    def __init__(self, project: Project, function: FunctionRef, body: tuple[Node, ...]) -> None:
        self._project = project
        self._path = function.path
        self._owner = owner_of(function)
        self._nodes = list(walk(body))
        self._assigned: dict[str, list[Node]] = {}
        self._imported: dict[str, Node] = {}
        self._queries: dict[Hashable, Query] = {}
        self._entities: dict[Hashable, set[ClassRef]] = {}
        self._joined: ClassRef | None = None
        self._headed: set[Hashable] = set()
        self._narrowed: set[Hashable] = set()
        self._within: dict[int, str] = {}
        for node in self._nodes:
            self._note(node)

    def _note(self, node: Node) -> None:
        if node[0] == "assign" and node[3] is not None:
            for target in node[2]:
                if target[0] == "name":
                    self._assigned.setdefault(target[2], []).append(node[3])
                    self._within[node[3][1]] = target[2]
                    if _passes(node[3], target[2]):
                        self._narrowed.add(target[2])
        elif node[0] == "from":
            for member, alias in node[4]:
                self._imported[alias or member] = node
        elif node[0] == "call" and node[2][0] == "attr" and node[2][3] in ("append", "extend") and node[3]:
            if node[2][2][0] == "name":
                self._assigned.setdefault(node[2][2][2], []).append(node[3][0])
        elif node[0] == "update" and node[2][0] == "name":
            self._assigned.setdefault(node[2][2], []).append(node[3])

    def read(self) -> list[Query]:
        seen: set[int] = set()
        for node in self._nodes:
            if node[0] != "call" or node[1] in seen:
                continue
            chain = _chain(node)
            words = {_word(call) for call in chain}
            if not words & (_WHERE | _JOIN | _CUTS | {"filter_by", "order_by"}):
                continue
            seen.update(call[1] for call in chain)
            self._take(node, chain)
        for key, query in self._queries.items():
            # What is handed in, or comes from a relationship, is narrowed down elsewhere.
            query.is_vague = query.is_vague or key not in self._headed or key in self._narrowed
        return list(self._queries.values())

    def _take(self, node: Node, chain: list[Node]) -> None:
        """Reads one chain of calls, the outermost first in `chain`."""
        root = chain[-1][2]
        while root[0] in ("attr", "call"):
            root = root[2]
        name = root[2] if root[0] == "name" and root[2] in self._assigned else ""
        key: Hashable = self._within.get(node[1]) or name or node[1]
        query = self._queries.setdefault(key, Query())
        entities = self._entities.setdefault(key, set())
        joined = False
        for call in reversed(chain):
            word = _word(call)
            if word in _HEADS and call[3] and (call is chain[-1] or word not in ("update", "delete")):
                self._headed.add(key)
                asked = self._first_entity(call)
                entities.update(asked)
                query.is_vague = query.is_vague or (word == "select_from" and not asked)
            elif word in _JOIN:
                joined = True
                self._joined = self._entity(call[3][0]) if call[3] else None
                for condition in (*call[3][1:], *(value for key, value in call[4] if key == "onclause")):
                    self._condition(query, condition)
                self._joined = None
            elif word in _WHERE:
                for condition in call[3]:
                    self._condition(query, condition)
            elif word == "filter_by":
                self._named(query, call, entities, chain, joined=joined)
            elif word == "order_by" and call[3] and query.sorted is None:
                query.sorted = self._sorted(call[3][0])
            elif word in _CUTS:
                query.is_cut = True
            elif word in ("with_parent", "params", "from_statement", "any", "has"):
                query.is_vague = True
        is_headed = bool(name) or any(_word(call) in _HEADS and call[3] for call in chain[-2:])
        for part in _attributes(chain[-1][2]):
            if part[3] == "query" and (found := self._class(part[2])) is not None:
                self._headed.add(key)
                entities.add(found)
                is_headed = True
        query.is_vague = query.is_vague or not is_headed

    def _first_entity(self, call: Node) -> set[ClassRef]:
        for arg in call[3]:
            found = self._entity(arg)
            if found is not None:
                return {found}
        return set()

    def _entity(self, node: Node) -> ClassRef | None:
        """The class that is asked for: `Order`, `Order.id`, `func.count(Order.id)`."""
        for inner in walk((node,)):
            found = self._class(inner)
            if found is not None:
                return found
        return None

    def _named(
        self, query: Query, call: Node, entities: set[ClassRef], chain: list[Node], *, joined: bool
    ) -> None:
        """`filter_by(name=...)` is about the statement's class, or the one that was joined last."""
        known = set(entities)
        for part in _attributes(chain[-1][2]):
            if part[3] == "query" and (found := self._class(part[2])) is not None:
                known.add(found)
        if joined or len(known) != 1:
            query.is_vague = True
            return
        model = next(iter(known))
        for word, value in call[4]:
            column = self._column(model, word) if word else None
            if column is None:
                query.is_vague = True
            elif not (value[0] == "const" and (value[2] is None or isinstance(value[2], bool))):
                query.equal.append(column)

    # Conditions

    def _condition(self, query: Query, node: Node, depth: int = 0, *, either: bool = False) -> None:
        kind = node[0]
        if depth > 8:
            return
        if kind == "binary" and node[2] in ("&", "|"):
            for part in node[3]:
                self._condition(query, part, depth + 1, either=either or node[2] == "|")
        elif kind == "binary":
            self._comparison(query, node, either=either)
        elif kind == "call":
            self._call(query, node, depth, either=either)
        elif kind == "star":
            self._condition(query, node[2], depth + 1, either=either)
        elif kind in ("list", "tuple"):
            for part in node[2]:
                self._condition(query, part, depth + 1, either=either)
        elif kind == "name" and node[2] in self._assigned:
            for value in self._assigned[node[2]]:
                self._condition(query, value, depth + 1, either=either)
        elif kind == "name":
            query.is_vague = True  # a condition from outside may narrow it down

    def _comparison(self, query: Query, node: Node, *, either: bool) -> None:
        operator, parts = node[2], node[3]
        columns = [self._column_of(part) for part in parts]
        first = next((column for column in columns if column is not None), None)
        if first is None:
            # `Order.customer == customer` compares a foreign key.
            query.is_vague = query.is_vague or operator == "=="
            return
        both = [column for column in columns if column is not None]
        if len(both) == 2 and operator == "==":
            query.compared += both
            query.joined += [column for column in both if column.model == self._joined]
        elif operator == "==":
            other = parts[1 if columns[0] is first else 0]
            if other[0] == "const" and (other[2] is None or isinstance(other[2], bool)):
                return
            (query.others if either else query.equal).append(first)
        elif operator in _RANGES:
            query.others.append(first)

    def _call(self, query: Query, node: Node, depth: int, *, either: bool) -> None:
        word = _word(node)
        if word in ("and_", "or_"):
            for part in node[3]:
                self._condition(query, part, depth + 1, either=either or word == "or_")
            return
        column = self._column_of(node[2][2]) if node[2][0] == "attr" else None
        if column is not None and word == "in_":
            (query.others if either else query.equal).append(column)
        elif column is not None and word == "between":
            query.others.append(column)
        elif column is None and word not in _HARMLESS:
            query.is_vague = True  # a relationship, or a condition that is made elsewhere

    def _sorted(self, node: Node) -> Column | None:
        while node[0] == "call" and (_word(node) in _SORTS):
            node = node[2][2] if node[2][0] == "attr" and not node[3] else node[3][0] if node[3] else node[2]
        return self._column_of(node)

    # Columns and classes

    def _column_of(self, node: Node) -> Column | None:
        if node[0] == "call" and _word(node) == "col" and node[3]:
            node = node[3][0]  # SQLModel's hint to type checkers
        if node[0] != "attr":
            return None
        model = self._class(node[2])
        return self._column(model, node[3]) if model is not None else None

    def _column(self, model: ClassRef, name: str) -> Column | None:
        known = model_of(self._project, model)
        return Column(model, name) if known is not None and name in known.columns else None

    def _class(self, node: Node) -> ClassRef | None:
        if node[0] == "name":
            name = node[2]
            if name == "cls" and self._owner is not None:
                return self._owner
            if name in self._assigned:
                return None
            if name in self._imported:
                module = self._imported[name]
                member = next(m for m, alias in module[4] if (alias or m) == name)
                value = self._project.import_from(self._path, module[2], module[3], member)
            else:
                value = self._project.evaluate(self._path, node)
            return value if isinstance(value, ClassRef) else None
        if node[0] == "attr" and node[2][0] in ("name", "attr"):
            value = self._project.evaluate(self._path, node)
            return value if isinstance(value, ClassRef) else None
        return None


def _passes(value: Node, name: str) -> bool:
    """Whether a value is what a call makes of a variable: `query = visible_to(user, query)`."""
    while value[0] == "await":
        value = value[2]
    given = (*value[3], *(part for _, part in value[4])) if value[0] == "call" else ()
    return any(part[0] == "name" and part[2] == name for part in given)


def _word(call: Node) -> str:
    function = call[2]
    return str(function[3] if function[0] == "attr" else function[2] if function[0] == "name" else "")


def _chain(node: Node) -> list[Node]:
    """The calls of `a(...).b(...).c(...)`, the last one first."""
    found = []
    while node[0] in ("call", "attr"):
        if node[0] == "call":
            found.append(node)
        node = node[2]
    return found


def _attributes(node: Node) -> Iterator[Node]:
    while node[0] in ("attr", "call"):
        if node[0] == "attr":
            yield node
        node = node[2]
