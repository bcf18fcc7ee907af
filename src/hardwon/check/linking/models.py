"""Mapped classes: SQLAlchemy's declarative ones, 1.x and 2.0, and SQLModel's; what loading one loads."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from hardwon.check.linking.project import Class, Project, inherits
from hardwon.check.linking.values import ClassRef, External, FunctionRef, Instance, Made, Value
from hardwon.check.searches import lazily
from hardwon.check.syntax.names import walk
from hardwon.check.syntax.trees import Node

_BASES = frozenset({"DeclarativeBase", "DeclarativeBaseNoMeta", "AsyncAttrs", "MappedAsDataclass"})
_MAKERS = frozenset({"declarative_base", "automap_base", "generate_base"})
_COLUMNS = frozenset(
    {"Column", "mapped_column", "column_property", "composite", "deferred", "synonym", "Field"}
)
_RELATIONSHIPS = frozenset({"relationship", "Relationship", "relation", "dynamic_loader"})
# Loaded together with the record; "joined" and False, "select" and True mean the same.
_EAGER = frozenset({"joined", "selectin", "subquery", "immediate", False})
_NEVER = frozenset({"noload", "raise", "raise_on_sql", None})
_QUERIES = frozenset({"dynamic", "write_only"})
_SNAKE = lazily(r"(?<=[a-z0-9])(?=[A-Z])")


class Relationship(Struct, frozen=True):
    """A relationship: the class at its other end (None if unknown), whether it loads with the record, or
    never. A `dynamic` one gives a query instead of records.
    """

    target: ClassRef | None
    eager: bool
    never: bool
    many: bool
    dynamic: bool = False


class Model(Struct, frozen=True):
    """A mapped class with what it inherits, by attribute name.

    `methods` are methods, properties and hybrids; `proxies` say which relationship an association proxy goes
    through.
    """

    ref: ClassRef
    columns: frozenset[str]
    deferred: frozenset[str]
    relationships: dict[str, Relationship]
    methods: dict[str, FunctionRef]
    properties: frozenset[str]
    proxies: dict[str, str]

    @property
    def eager(self) -> frozenset[tuple[str, ...]]:
        """The relationships that load together with the record."""
        return frozenset((name,) for name, found in self.relationships.items() if found.eager)


def model_of(project: Project, ref: ClassRef | None) -> Model | None:
    """The mapped class behind `ref`; None where it is not mapped, or only a base for mapped ones."""
    return project.once(("model", ref), lambda: _model_of(project, ref)) if ref else None


def _model_of(project: Project, ref: ClassRef) -> Model | None:
    line = project.line_of(ref)
    own = line.classes[0] if line.classes else None
    if own is None or not _is_mapped(project, own, line.classes, line.external):
        return None
    reader = _Reader(project)
    for known in reversed(line.classes):
        reader.read(known)
    for name, found in _backrefs(project, own):
        reader.relationships.setdefault(name, found)
    return Model(
        ref,
        frozenset(reader.columns),
        frozenset(reader.deferred),
        reader.relationships,
        reader.methods,
        frozenset(reader.properties),
        reader.proxies,
    )


def _is_mapped(project: Project, own: Class, classes: tuple[Class, ...], external: tuple[Value, ...]) -> bool:
    table = own.keywords.get("table")
    if any(_last(base) == "SQLModel" and _top(base) == "sqlmodel" for base in external):
        inherited = any(known.keywords.get("table", ("", 0, None))[2] is True for known in classes)
        return (table is not None and table[2] is True) or inherited
    direct = {_last(base) for base in own.bases}
    if any(b == "DeclarativeBase" or b == "DeclarativeBaseNoMeta" for b in direct):
        return False
    if "__abstract__" in own.names.by_name:
        return False
    roots = [base for base in external if _last(base) in _BASES or _is_made_base(base)]
    has_table = any(n in known.names.by_name for known in classes for n in ("__tablename__", "__table__"))
    has_columns = any(_maps_columns(project, known) for known in classes)
    if roots:
        return has_table or has_columns or any(_is_flask_model(base) for base in roots)
    # The base is out of sight: what declares a table and mapped columns is a model all the same.
    return has_columns and has_table and bool(own.bases)


def _is_made_base(value: Value) -> bool:
    if _is_flask_model(value):
        return True
    return isinstance(value, Made) and value.of.last.removesuffix("()") in _MAKERS


def _is_flask_model(value: Value) -> bool:
    return isinstance(value, External) and value.name.endswith("SQLAlchemy().Model")


def _maps_columns(project: Project, known: Class) -> bool:
    return any(
        _maker(project, known, node)[0] in _COLUMNS | _RELATIONSHIPS for _, node in _assignments(known)
    )


def _last(value: Value) -> str:
    return value.last if isinstance(value, External) else value.of.last if isinstance(value, Made) else ""


def _top(value: Value) -> str:
    return value.top if isinstance(value, External) else value.of.top if isinstance(value, Made) else ""


def _assignments(known: Class) -> Iterator[tuple[str, Node]]:
    for name, choices in known.names.by_name.items():
        node = choices[-1].node
        if node[0] == "assign":
            yield name, node


def _maker(project: Project, known: Class, node: Node) -> tuple[str, Node | None]:
    """The last word of the function that the assigned value calls, and the call."""
    value = node[3]
    if value is None or value[0] != "call":
        return "", None
    function = value[2]
    if function[0] == "name":
        meant = project.evaluate(known.ref.path, function)
        if isinstance(meant, External):
            return meant.last, value
        return function[2], value
    return (function[3] if function[0] == "attr" else ""), value


class _Reader:
    """Collects the attributes of a line of classes, ancestors first."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.columns: set[str] = set()
        self.deferred: set[str] = set()
        self.relationships: dict[str, Relationship] = {}
        self.methods: dict[str, FunctionRef] = {}
        self.properties: set[str] = set()
        self.proxies: dict[str, str] = {}

    def read(self, known: Class) -> None:
        for name, node in _assignments(known):
            self._attribute(known, name, node)
        for name, choices in known.names.by_name.items():
            node = choices[-1].node
            if node[0] == "def":
                self._method(known, name, node)

    def _attribute(self, known: Class, name: str, node: Node) -> None:
        word, call = _maker(self.project, known, node)
        if word in _RELATIONSHIPS and call is not None:
            self.relationships[name] = _relationship(self.project, known, name, call, node[4])
        elif word == "association_proxy" and call is not None and call[3] and call[3][0][0] == "str":
            self.proxies[name] = call[3][0][2]
        elif word in _COLUMNS or (node[4] is not None and _annotated_column(node[4])):
            self.columns.add(name)
            keywords = dict(call[4]) if call is not None else {}
            if word == "deferred" or keywords.get("deferred", ("", 0, None))[2] is True:
                self.deferred.add(name)

    def _method(self, known: Class, name: str, node: Node) -> None:
        words = {d[3] if d[0] == "attr" else d[2] for d in node[5] if d[0] in ("attr", "name")}
        if "declared_attr" in words or {"directive", "cascading"} & words:
            self._declared(known, name, node)
            return
        self.methods[name] = FunctionRef(known.ref.path, f"{known.ref.name}.{name}", node[1])
        if words & {"property", "hybrid_property", "cached_property"}:
            self.properties.add(name)

    def _declared(self, known: Class, name: str, node: Node) -> None:
        """A mixin's function that returns the column or relationship."""
        _, _, body, _ = self.project.body(FunctionRef(known.ref.path, f"{known.ref.name}.{name}", node[1]))
        for inner in walk(body):
            if inner[0] == "return" and inner[2] is not None:
                self._attribute(known, name, ("assign", inner[1], (), inner[2], None))


def _annotated_column(annotation: Node) -> bool:
    """`Mapped[...]` without a value, and SQLModel's plain annotations, are columns."""
    outer = annotation[2] if annotation[0] == "index" else annotation
    name = outer[2] if outer[0] == "name" else outer[3] if outer[0] == "attr" else ""
    return name not in ("ClassVar", "Relationship")


def _relationship(
    project: Project, known: Class, name: str, call: Node, annotation: Node | None
) -> Relationship:
    keywords = dict(call[4])
    lazy: object = "dynamic" if call[2][-1] == "dynamic_loader" else "select"
    if "lazy" in keywords:
        # What cannot be read here may load with the record.
        lazy = keywords["lazy"][2] if keywords["lazy"][0] in ("str", "const") else "joined"
    for word, value in _sa_keywords(keywords):
        if word == "lazy" and value[0] in ("str", "const"):
            lazy = value[2]
    target, many = _annotated_target(project, known, annotation)
    if target is None and call[3]:
        target = _class_named(project, known, call[3][0])
    if "argument" in keywords:
        target = target or _class_named(project, known, keywords["argument"])
    is_list = many if annotation is not None else _is_list(project, known, name, keywords, target)
    return Relationship(target, lazy in _EAGER, lazy in _NEVER, is_list, lazy in _QUERIES)


def _sa_keywords(keywords: dict[str, Node]) -> Iterator[tuple[str, Node]]:
    """SQLModel hands SQLAlchemy's own keywords over in a dict."""
    given = keywords.get("sa_relationship_kwargs")
    if given is not None and given[0] == "dict":
        for key, value in given[2]:
            if key is not None and key[0] == "str":
                yield key[2], value
    elif given is not None and given[0] == "call" and given[2][-1] == "dict":
        yield from ((word, value) for word, value in given[4] if word)
    elif given is not None:
        yield "lazy", ("str", 0, "joined")  # made somewhere else: it may load with the record
    inner = keywords.get("sa_relationship")
    if inner is not None and inner[0] == "call":
        for word, value in inner[4]:
            if word:
                yield word, value


def _annotated_target(
    project: Project, known: Class, annotation: Node | None
) -> tuple[ClassRef | None, bool]:
    if annotation is None:
        return None, False
    if annotation[0] == "str":
        annotation = project.quoted(annotation[2]) or annotation
    names = [node for node in walk((annotation,)) if node[0] in ("name", "str")]
    many = any(node[2] in ("list", "List", "set", "Set", "Sequence", "dict", "Dict") for node in names)
    for node in names:
        text = node[2]
        if node[0] == "str":
            many = many or text.startswith(("list[", "List[", "set[", "Set["))
            text = text.rstrip("]").rpartition("[")[2].strip("'\" ").partition(" ")[0]
        found = _class_by_name(project, known, text)
        if found is not None:
            return found, many
    return None, many


def _class_named(project: Project, known: Class, node: Node) -> ClassRef | None:
    if node[0] == "lambda":
        node = node[3]
    if node[0] == "str":
        return _class_by_name(project, known, node[2])
    value = project.evaluate(known.ref.path, node)
    return value if isinstance(value, ClassRef) else None


def _class_by_name(project: Project, known: Class, text: str) -> ClassRef | None:
    name = text.rpartition(".")[2]
    value = project.lookup(known.ref.path, name) if name.isidentifier() else None
    if isinstance(value, Instance):
        return value.of
    if isinstance(value, ClassRef):
        return value
    files = project.classes_named(name) if name.isidentifier() else []
    same = known.ref.path.rpartition("/")[0]
    near = [path for path in files if path.rpartition("/")[0] == same] or files
    return ClassRef(near[0], name) if len(near) == 1 else None


def _backrefs(project: Project, own: Class) -> Iterator[tuple[str, Relationship]]:
    """Relationships that other classes declare on the class with `backref=`."""
    for path, owner, attribute, eager in project.backrefs(own.ref.short):
        other = ClassRef(path, owner)
        many = other == own.ref or not _points_to(project, own, other)
        yield attribute, Relationship(other, eager, never=False, many=many)


def _is_list(
    project: Project, known: Class, name: str, keywords: dict[str, Node], target: ClassRef | None
) -> bool:
    """Whether a relationship without annotation gives a list: no foreign key of its own class leads there."""
    uselist = keywords.get("uselist")
    if uselist is not None and uselist[0] == "const":
        return uselist[2] is not False
    if "secondary" in keywords or "collection_class" in keywords:
        return True
    if "remote_side" in keywords:
        return False
    if target is None or inherits(project, known.ref, target):
        return True
    return not (
        _points_to(project, known, target) or {f"{name}_id", f"{name}_uuid"} & known.names.by_name.keys()
    )


def _points_to(project: Project, known: Class, target: ClassRef) -> bool:
    """Whether a column of the class is a foreign key of the target's table."""
    found = project.member_of(target, "__tablename__")
    table = found[1][3] if found is not None and found[1][0] == "assign" else None
    named = table[2] if table is not None and table[0] == "str" else ""
    wanted = {named} if named else {_SNAKE.sub("_", target.short).lower(), target.short.lower()}
    for _, node in _assignments(known):
        for inner in walk((node[3],)) if node[3] is not None else ():
            if inner[0] == "call" and inner[2][-1] == "ForeignKey" and inner[3]:
                column = inner[3][0]
                if column[0] == "str" and column[2].rpartition(".")[0].rpartition(".")[2] in wanted:
                    return True
                if column[0] == "attr" and column[2][-1] == target.short:
                    return True
    return False
