"""Which columns an index leads to, by models and migrations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hardwon.check.linking.models import model_of
from hardwon.check.linking.project import Class, Project
from hardwon.check.linking.values import ClassRef, External, FunctionRef, Made
from hardwon.check.searches import lazily
from hardwon.check.syntax.names import walk
from hardwon.check.syntax.trees import Node

INDEXING = (
    b"create_table(",
    b"add_column(",
    b"create_index(",
    b"create_unique_constraint(",
    b"create_primary_key(",
    b"CREATE ",
    b"Index(",
)
_SETTING = frozenset({"index", "unique", "primary_key"})
_MAKERS = frozenset({"Column", "mapped_column", "Field"})
_CONSTRAINTS = frozenset({"Index", "UniqueConstraint", "PrimaryKeyConstraint", "ExcludeConstraint"})
_ENUMS = frozenset({"Enum", "IntEnum", "StrEnum", "Flag", "IntFlag", "TextChoices", "IntegerChoices"})
# Types of few values, and those that a common index does not serve.
_WORD_BEGINS = lazily(r"(?<=[a-z0-9])(?=[A-Z])")
_UNFIT = lazily(
    r"(?i)bool|enum|choice|literal|json|array|hstore|tsvector|vector|binary|blob|geometry|geography|range|pickle"
)
# Names of columns with few values: an index would lead to half of the table.
_FEW = lazily(
    r"(?:^|_)(?:status|state|type|kind|mode|role|level|category|priority|severity|gender|locale|language|"
    r"provider|source|scope|format|extension|data_?type|allow|allowed|flag|duration|seconds|minutes|hours|days|timezone|currency|country|platform|"
    r"environment)$|^(?:is|has|can)_"
)
# Names are given to what there is little of: teams, bundles, groups. People and files are another matter.
_NAME = lazily(r"(?:^|_)name$")
_PEOPLE = lazily(r"^(?:user|login|first|last|given|family|full|file|host|domain|path|object|key)_name$")
# Tables with a row a worker.
_TABLES_OF_FEW = lazily(r"(?:Lease|Lock|Mutex|Leader)$")
_TINY = lazily(rb"(?i)[\"']info[\"']\s*:.*\b(?:tiny|small|lookup|few)")

_CREATED = lazily(
    r"\bcreate_(?:index|unique_constraint|primary_key)\(([^\[]{1,300}?)(?:\[|,\s*\()\s*(?:[\w.]+\(\s*)?"
    r"[\"']\s*\"?(\w+)"
)
_ARGUMENT = lazily(r"[\"'](\w+)[\"']|(?<![\w.])([A-Za-z_]\w*)(?![\w.(=])")
_BATCH = lazily(r"batch_alter_table\(\s*[\"'](\w+)[\"']")
_BY_SQL = lazily(
    r"(?i)CREATE\s+(?:UNIQUE\s+)?INDEX\s+(?:CONCURRENTLY\s+)?(?:IF\s+NOT\s+EXISTS\s+)?\S+\s+ON\s+(?:ONLY\s+)?"
    r"(?:[\"`]?\w+[\"`]?\.)?[\"`]?(\w+)[\"`]?\s*(?:USING\s+\w+\s*)?\(\s*[\"`]?(\w+)"
)
_PIECES = lazily(r"[\"']\s*\n\s*f?[\"']")
_TABLE = lazily(r"\bcreate_table\(\s*[\"'](\w+)[\"']|\badd_column\(\s*[\"'](\w+)[\"']")
_IN_TABLE = lazily(
    r"\bUniqueConstraint\(\s*[\"'](\w+)[\"']|\bPrimaryKeyConstraint\(\s*[\"'](\w+)[\"']"
    r"|\bIndex\(\s*[\"'][^\"']*[\"']\s*,\s*[\"'](\w+)[\"']"
    r"|\bColumn\(\s*[\"'](\w+)[\"'][^\n]*\b(?:unique|index|primary_key)\s*=\s*True"
)


def indexed_in_migration(text: str) -> Iterator[tuple[str, str]]:
    """Table and column to which an index leads that a migration makes; table `*` where it is not written."""
    batches = [(match.start(), match[1]) for match in _BATCH.finditer(text)]
    for found in _CREATED.finditer(text):
        # Helpers of the project take the table in any place.
        for quoted, name in _ARGUMENT.findall(found[1]):
            if quoted or name not in ("None", "f", "op", "schema"):
                yield quoted or _constant(text, name) or "*", found[2]
        if found[1].count(",") < 2 or not batches:
            before = [table for start, table in batches if start < found.start()]
            yield from ((table, found[2]) for table in before[-1:])
    yield from indexed_by_sql(text)
    tables = [(match.start(), match[1] or match[2]) for match in _TABLE.finditer(text)]
    for found in _IN_TABLE.finditer(text) if tables else ():
        before = [table for start, table in tables if start < found.start()]
        if before:
            yield before[-1], next(word for word in found.groups() if word)


def indexed_by_sql(text: str) -> Iterator[tuple[str, str]]:
    """Table and leading column of each CREATE INDEX in a text, in pieces of a string too."""
    for found in _BY_SQL.finditer(_PIECES.sub(" ", text)):
        yield found[1], found[2]


def _constant(text: str, name: str) -> str:
    found = re.search(rf"^\s*{name}\s*(?::[^=\n]+)?=\s*[\"'](\w+)[\"']", text, re.MULTILINE)
    return found[1] if found else ""


def indexed_beside(project: Project, path: str) -> Iterator[tuple[ClassRef, str]]:
    """Class and column of an `Index("name", Model.column)` at the top of a module."""
    for node in project.facts(path).interface:
        for inner in walk((node,)) if node[0] in ("do", "assign") else ():
            if inner[0] != "call" or inner[2][-1] not in ("Index", "UniqueConstraint") or not inner[3]:
                continue
            for place in inner[3][:2]:
                column = _last(place)
                base = place
                while base[0] in ("attr", "call"):
                    base = base[2]
                model = project.evaluate(path, base)
                if column and isinstance(model, ClassRef):
                    yield model, column
                elif column and base[0] == "name" and place[0] != "name":
                    yield from ((known, column) for known in _models_with(project, path, column))


def _models_with(project: Project, path: str, column: str) -> Iterator[ClassRef]:
    """The classes of a file that a column may be of, where `Index(...)` names it by way of its table."""
    for name, choices in project.names(path).by_name.items():
        known = model_of(project, ClassRef(path, name)) if choices[-1].kind == "class" else None
        if known is not None and column in known.columns:
            yield known.ref


def table_of(project: Project, model: ClassRef) -> str:
    """The name of a class's table; "" where it is not written."""
    for known in project.line_of(model).classes:
        for binding in known.names.by_name.get("__tablename__", []):
            node = binding.node
            if node[0] == "assign" and node[3] is not None and node[3][0] == "str":
                return str(node[3][2])
    return ""


def tables_of(project: Project, model: ClassRef) -> tuple[str, ...]:
    """What a class's table may be called: as it is written, or as libraries make it of the class's name."""
    written = table_of(project, model)
    if written:
        return (written,)
    made = (model.short.lower(), _WORD_BEGINS.sub("_", model.short).lower())
    return (*made, *(f"{name}s" for name in made))


def name_of(project: Project, model: ClassRef, name: str) -> str:
    """What the table calls a column: its first argument, or the attribute's own name."""
    found = home_of(project, model, name)
    value = found[1][3] if found else None
    if value is not None and value[0] == "call":
        if value[3] and value[3][0][0] == "str":
            return str(value[3][0][2])
        for word, given in value[4]:
            if word == "name" and given[0] == "str":
                return str(given[2])
            if word == "sa_column" and given[0] == "call" and given[3] and given[3][0][0] == "str":
                return str(given[3][0][2])
    return name


def home_of(project: Project, model: ClassRef, name: str) -> tuple[Class, Node] | None:
    """The class that declares a column, and the statement that does."""
    found = project.member_of(model, name)
    return found if found is not None and found[1][0] == "assign" else None


def needs_none(project: Project, model: ClassRef, name: str) -> bool:
    """Whether a column is indexed by its model, or is none that an index would help."""
    return project.once(("needs no index", model, name), lambda: _needs_none(project, model, name))


def is_indexed(project: Project, model: ClassRef, name: str) -> bool:
    """Whether an index of the model's own leads to the column."""
    return project.once(("indexed", model, name), lambda: _is_indexed(project, model, name))


def _needs_none(project: Project, model: ClassRef, name: str) -> bool:
    found = home_of(project, model, name)
    if found is None or model_of(project, model) is None or _FEW.search(name):
        return True
    if _TABLES_OF_FEW.search(model.short) or (_NAME.search(name) and not _PEOPLE.search(name)):
        return True
    known, node = found
    if any("__table__" in each.names.by_name for each in project.line_of(model).classes):
        return True  # its columns and indexes are written elsewhere
    if not _is_plain(project, known, node) or _is_unfit(project, known.ref.path, node):
        return True
    return is_indexed(project, model, name) or _is_tiny(project, model)


def _is_plain(project: Project, known: Class, node: Node) -> bool:
    """Whether the attribute is a column by itself, all of whose settings can be read."""
    value = node[3]
    if value is None:
        return node[4] is not None
    if value[0] == "call" and value[2][-1] in _MAKERS:
        return all(word is not None for word, _ in value[4])
    return value[0] in ("const", "str") and node[4] is not None  # SQLModel: a default


def _is_tiny(project: Project, model: ClassRef) -> bool:
    for known in project.line_of(model).classes:
        if "__table_args__" in known.names.by_name:
            text = project.part(known.ref.path, known.ref.name, known.node[1])
            if _TINY.search(text):
                return True
    return False


def _is_unfit(project: Project, path: str, node: Node) -> bool:
    for inner_path, inner in _described(project, path, node):
        if inner[0] not in ("name", "attr"):
            continue
        if _UNFIT.search(str(inner[-1])):
            return True
        value = project.evaluate(inner_path, inner)
        if isinstance(value, ClassRef):
            bases = project.line_of(value).external
            if any(_short(base) in _ENUMS for base in bases) or _UNFIT.search(value.short):
                return True
    return False


def _short(value: object) -> str:
    name = value.of if isinstance(value, Made) else value
    return name.last if isinstance(name, External) else ""


def _described(project: Project, path: str, node: Node, depth: int = 0) -> Iterator[tuple[str, Node]]:
    """The annotation and value of a column, and what the names in its annotation stand for."""
    given = node[3] if node[0] == "assign" else None
    for part in (given, node[4]) if node[0] == "assign" else (node,):
        for inner in walk((part,)) if part is not None else ():
            yield path, inner
            if inner[0] == "str" and part is not given and depth < 3:
                quoted = project.quoted(inner[2])
                if quoted is not None and quoted[0] != "str":
                    yield from _described(project, path, quoted, depth + 1)
            if (
                inner[0] == "name"
                and depth < 3
                and inner[2] not in ("Mapped", "Optional", "Column", "mapped_column")
            ):
                alias = project.alias(path, inner[2])
                if alias is not None:
                    yield from _described(project, alias[0], alias[1], depth + 1)


def _is_indexed(project: Project, model: ClassRef, name: str) -> bool:
    found = home_of(project, model, name)
    if found is None:
        return False
    known, node = found
    if any(_sets(inner) for _, inner in _described(project, known.ref.path, node)):
        keys = _primary_keys(project, model)
        if name not in keys or keys[0] == name or _sets_more(project, known.ref.path, node):
            return True
    written = {name, name_of(project, model, name)}
    return any(written & leading for leading in _leading(project, model))


def _sets(node: Node, words: frozenset[str] = _SETTING) -> bool:
    """Whether a call or dict gives the column an index."""
    if node[0] == "call":
        return any(
            word in words and not (value[0] == "const" and value[2] in (False, None))
            for word, value in node[4]
        )
    if node[0] == "dict":
        return any(key is not None and key[0] == "str" and key[2] in words for key, _ in node[2])
    return False


def _sets_more(project: Project, path: str, node: Node) -> bool:
    return any(_sets(inner, frozenset({"index", "unique"})) for _, inner in _described(project, path, node))


def _primary_keys(project: Project, model: ClassRef) -> list[str]:
    """The columns of the primary key in their order; those of other classes of the line come first."""
    found: list[str] = []
    for known in reversed(project.line_of(model).classes):
        for name, choices in known.names.by_name.items():
            node = choices[-1].node
            if node[0] == "assign" and any(
                _sets(inner, frozenset({"primary_key"}))
                for _, inner in _described(project, known.ref.path, node)
            ):
                found.append(name)
    return found


def _leading(project: Project, model: ClassRef) -> Iterator[frozenset[str]]:
    """The first columns of the constraints and indexes in `__table_args__`."""
    for known in project.line_of(model).classes:
        for binding in known.names.by_name.get("__table_args__", []):
            block: tuple[Node, ...] = (binding.node,)
            if binding.kind == "def":
                function = FunctionRef(known.ref.path, f"{known.ref.name}.__table_args__", binding.node[1])
                block = project.body(function)[2]
            for inner in walk(block):
                if inner[0] == "call" and inner[2][-1] in _CONSTRAINTS:
                    places = inner[3][1:2] if inner[2][-1] == "Index" else inner[3][:1]
                    yield frozenset(_last(place) for place in places)
                elif inner[0] == "call" and "index" in str(inner[2][-1]).lower():
                    yield _firsts(inner)  # a helper of the project
        for name, choices in known.names.by_name.items():
            node = choices[-1].node
            value = node[3] if node[0] == "assign" and name != "__table_args__" else None
            # A base class may make `__table_args__` of what the classes below call otherwise.
            parts = (value,) if value is None or value[0] not in ("tuple", "list") else value[2]
            for part in parts:
                if part is not None and part[0] == "call" and part[2][-1] in _CONSTRAINTS:
                    places = part[3][1:2] if part[2][-1] == "Index" else part[3][:1]
                    yield frozenset(_last(place) for place in places)


def _firsts(call: Node) -> frozenset[str]:
    """The texts that may name the first column of an index which a helper makes."""
    found = set()
    for value in (*call[3], *(value for _, value in call[4])):
        first = value[2][0] if value[0] in ("list", "tuple") and value[2] else value
        found.add(_last(first))
    return frozenset(found)


def _last(node: Node) -> str:
    """The column that an argument names: a text, a variable, `Model.column`, with or without an order."""
    if node[0] == "call":
        if node[2][0] == "attr" and not node[3] and node[2][3] in ("desc", "asc", "nullslast", "nulls_last"):
            return _last(node[2][2])
        if node[2][-1] in ("desc", "asc", "text", "Column") and node[3]:
            return _last(node[3][0])
        return ""
    if node[0] == "str":
        return str(node[2]).strip().partition(" ")[0]
    return str(node[-1]) if node[0] in ("name", "attr") else ""
