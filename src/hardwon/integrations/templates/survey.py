"""Reads from a project's code what it calls its session factory, models, loggers and the rest."""

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from hardwon.integrations.templates.jobs import find_manager
from hardwon.integrations.templates.names import Factory, Logging, LogKind, Model, Place, ProjectNames
from hardwon.integrations.templates.sources import Source, Sources, read_sources, statements

_WORTH = re.compile(
    r"sessionmaker|scoped_session|contextmanager|Session\b|DeclarativeBase|declarative_base|__tablename__|table=True|Enum|Literal"
)
_LOGGER = re.compile(
    r"^(\w+)[ \t]*(?::[ \t]*[\w.\[\]]+[ \t]*)?=[ \t]*"
    r"(logging\.getLogger|structlog\.(?:stdlib\.)?get_logger|getLogger|get_logger)\(([^)\n]*)\)",
    re.MULTILINE,
)
_GIVEN = re.compile(
    r"^[ \t]*from[ \t]+(\.*[\w.]*)[ \t]+import[ \t]+[^\n]*\b(get_logger|logger)\b", re.MULTILINE
)
_ROUTER = re.compile(r"^(\w+)[ \t]*(?::[ \t]*\w+[ \t]*)?=[ \t]*(?:fastapi\.)?APIRouter\(", re.MULTILINE)
_MAKERS = frozenset({"async_sessionmaker", "sessionmaker", "scoped_session", "async_scoped_session"})
_SESSION = re.compile(r"(?:^|_)(?:session|db)(?:_|$)", re.IGNORECASE)
_CONTEXTS = frozenset({"asynccontextmanager", "contextmanager"})
_SQL_TYPES = {
    "String": "str", "Text": "str", "Unicode": "str", "Integer": "int", "BigInteger": "int", "UUID": "UUID",
}  # fmt: skip
_COLUMNS = frozenset({"Column", "mapped_column", "Field"})

Def = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(slots=True)
class _Found:
    """Candidates, as they are gathered file by file."""

    factories: list[Factory] = field(default_factory=list)
    scopes: list[Factory] = field(default_factory=list)
    owners: list[tuple[Place, str, bool]] = field(default_factory=list)  # class, member, is it awaited
    dependencies: list[Factory] = field(default_factory=list)
    bases: list[Place] = field(default_factory=list)
    models: list[Model] = field(default_factory=list)
    enums: dict[str, tuple[Place, tuple[str, ...]]] = field(default_factory=dict)
    literals: dict[str, tuple[str, ...]] = field(default_factory=dict)


def survey(texts: Mapping[str, str]) -> ProjectNames:
    """What the project of these Python files, by path with `/`, calls its things.

    Tests, migrations and examples are not looked at; a file that does not parse is left out. Of several
    candidates the one that most files import counts, an asynchronous factory before others.
    """
    sources = read_sources(texts)
    found = _Found()
    for source in sources.files:
        tree = source.tree() if _WORTH.search(source.text) else None
        for node in statements(tree) if tree is not None else ():
            _read(node, source, found)
    return ProjectNames(
        factory=_best(found.factories, sources)
        or _best(found.scopes, sources)
        or _best(list(_members(found, sources)), sources),
        dependency=_best(found.dependencies, sources),
        manager=find_manager(sources),
        base=min(found.bases, key=sources.rank, default=None),
        router=_most(match for source in sources.files for match in _ROUTER.findall(source.text)),
        logging=_logging(sources),
        models=tuple(sorted(found.models, key=lambda one: (one.place.name, one.place.path))),
        enums=found.enums,
        literals=found.literals,
        roots=sources.roots,
        outside=sources.outside,
        package=sources.package,
    )


def _best(candidates: list[Factory], sources: Sources) -> Factory | None:
    return min(
        candidates, key=lambda one: (not one.is_async, one.is_made, sources.rank(one.place)), default=None
    )


def _members(found: _Found, sources: Sources) -> Iterator[Factory]:
    """What makes sessions in an object that a module has."""
    for owner, member, is_async in found.owners:
        place = sources.object_of(owner.name, owner.path)
        if place is not None:
            yield Factory(place, is_async, member=member)


def _read(node: ast.stmt, source: Source, found: _Found) -> None:
    if isinstance(node, ast.ClassDef):
        _class(node, source, found)
    elif isinstance(node, Def):
        _function(node, source, found)
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        if isinstance(target, ast.Name) and node.value is not None:
            _assigned(target.id, node.value, source, found)


def _assigned(name: str, value: ast.expr, source: Source, found: _Found) -> None:
    text = ast.unparse(value)
    place = source.place(name, value.lineno)
    if isinstance(value, ast.Call):
        made = _last(value.func)
        if made in _MAKERS:
            found.factories.append(Factory(place, is_async="async" in text.casefold()))
        elif made in ("declarative_base", "automap_base"):
            found.bases.append(place)
        elif made in _CONTEXTS and _SESSION.search(name):
            found.scopes.append(Factory(place, is_async=made.startswith("async")))
    elif isinstance(value, ast.Subscript) and _last(value.value) == "Literal":
        found.literals[name] = tuple(re.findall(r"'([^']*)'", text))


def _function(node: Def, source: Source, found: _Found) -> None:
    """A function that gives sessions: as a context, to `Depends`, or the factory of them."""
    given = node.args
    required = len(given.posonlyargs) + len(given.args) - len(given.defaults)
    if required or None in given.kw_defaults:
        return
    decorators = {_last(one.func if isinstance(one, ast.Call) else one) for one in node.decorator_list}
    returns = ast.unparse(node.returns) if node.returns is not None else ""
    is_async = isinstance(node, ast.AsyncFunctionDef)
    place = source.place(node.name, node.lineno)
    if "sessionmaker" in returns and not decorators - {"cache", "lru_cache"} and not is_async:
        found.factories.append(Factory(place, "async" in returns, is_made=True))
        return
    is_session = "Session" in returns or _SESSION.search(node.name) is not None
    if not is_session or not any(isinstance(one, ast.Yield) for one in ast.walk(node)):
        return
    if decorators & _CONTEXTS:
        found.scopes.append(Factory(place, is_async))
    elif not decorators:
        found.dependencies.append(Factory(place, is_async))


def _class(node: ast.ClassDef, source: Source, found: _Found) -> None:
    bases = {_last(base) for base in node.bases}
    place = source.place(node.name, node.lineno)
    found.owners += [(place, *one) for one in _session_members(node)]
    if bases & {"DeclarativeBase", "DeclarativeBaseNoMeta"}:
        found.bases.append(place)
    elif any(base.endswith("Enum") for base in bases):
        members = [name for name, _ in _fields(node) if not name.startswith("_")]
        found.enums.setdefault(node.name, (place, tuple(members)))
    elif "__tablename__" in dict(_fields(node)) or any(one.arg == "table" for one in node.keywords):
        columns: dict[str, str] = {}
        key = ""
        for name, value in _fields(node):
            text = ast.unparse(value.annotation) if isinstance(value, ast.AnnAssign) else ""
            made = value.value
            if (isinstance(made, ast.Call) and _last(made.func) in _COLUMNS) or text:
                columns[name] = re.sub(r"^(?:\w+\.)?Mapped\[(.*)\]$", r"\1", text) or _sql_type(made)
            if made is not None and "primary_key=True" in ast.unparse(made):
                key = columns.get(name, "")
        found.models.append(Model(place, columns, key))


def _session_members(node: ast.ClassDef) -> Iterator[tuple[str, bool]]:
    """What of a class makes sessions: a method that is a context, an attribute that is a factory."""
    for inner in node.body:
        if not isinstance(inner, Def):
            continue
        decorators = {_last(one.func if isinstance(one, ast.Call) else one) for one in inner.decorator_list}
        required = len(inner.args.args) - len(inner.args.defaults)
        is_one = decorators & _CONTEXTS and _SESSION.search(inner.name) and not inner.name.startswith("_")
        if is_one and required == 1 and not inner.args.posonlyargs and None not in inner.args.kw_defaults:
            yield inner.name, isinstance(inner, ast.AsyncFunctionDef)
    for made in ast.walk(node):
        if isinstance(made, ast.Assign) and isinstance(made.value, ast.Call):
            target = made.targets[0]
            is_own = isinstance(target, ast.Attribute) and not target.attr.startswith("_")
            if is_own and isinstance(target, ast.Attribute) and _last(made.value.func) in _MAKERS:
                yield target.attr, "async" in ast.unparse(made.value).casefold()


def _sql_type(made: ast.expr | None) -> str:
    """The Python type of a column that says only its SQL type; empty where that is not plain."""
    first = made.args[0] if isinstance(made, ast.Call) and made.args else None
    word = _last(first.func if isinstance(first, ast.Call) else first) if first is not None else ""
    plain = {
        "String": "str",
        "Text": "str",
        "Unicode": "str",
        "Integer": "int",
        "BigInteger": "int",
        "UUID": "UUID",
    }
    return plain.get(word, "")


def _fields(node: ast.ClassDef) -> Iterator[tuple[str, ast.Assign | ast.AnnAssign]]:
    for inner in node.body:
        if isinstance(inner, ast.AnnAssign) and isinstance(inner.target, ast.Name):
            yield inner.target.id, inner
        elif isinstance(inner, ast.Assign) and isinstance(inner.targets[0], ast.Name):
            yield inner.targets[0].id, inner


def _logging(sources: Sources) -> Logging | None:
    """How most modules get their logger."""
    ways: Counter[Logging] = Counter()
    for source in sources.files:
        given = {name: module for module, name in _GIVEN.findall(source.text)}
        for variable, made, arguments in _LOGGER.findall(source.text):
            if made.startswith(("logging.", "structlog.")):
                kind: LogKind = "logging" if made.startswith("logging.") else "structlog"
                own = "__name__" if kind == "logging" else arguments.strip()
                ways[Logging(kind, f"import {kind}", variable, f"{made}({own})")] += 1
            elif made == "get_logger" and "get_logger" in given:
                module = _absolute(given["get_logger"], source)
                kind = "structlog" if module.startswith("structlog") else "own"
                imported = f"from {module} import get_logger"
                ways[Logging(kind, imported, variable, f"get_logger({arguments.strip()})")] += 1
        if "logger" in given:
            module = _absolute(given["logger"], source)
            kind = "loguru" if module == "loguru" else "own"
            ways[Logging(kind, f"from {module} import logger", "logger", "")] += 1
    return min(ways, key=lambda one: (-ways[one], one.imported, one.made), default=None)


def _absolute(module: str, source: Source) -> str:
    """A module as it is called from anywhere."""
    dots = len(module) - len(module.lstrip("."))
    if not dots:
        return module
    parts = source.module.split(".")
    kept = parts[: len(parts) - dots + source.path.endswith("/__init__.py")]
    return ".".join([*kept, *filter(None, [module.lstrip(".")])])


def _most(names: Iterator[str]) -> str:
    counts = Counter(names)
    return min(counts, key=lambda name: (-counts[name], name), default="")


def _last(node: ast.expr) -> str:
    """The last name of `a.b.c` or `a.b[c]`."""
    if isinstance(node, ast.Subscript):
        return _last(node.value)
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
