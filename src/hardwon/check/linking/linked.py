"""A project's files by path, each with its facts, its names and its place among the importable modules.

Everything is made on demand and remembered, together with what it was made from (`Dependency`), so that a
finding can be kept for as long as none of that changes.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

from hardwon.check.entries import Dependency, Index
from hardwon.check.linking.modules import Modules
from hardwon.check.linking.pins import Pins, Range
from hardwon.check.linking.values import FunctionRef
from hardwon.check.syntax.facts import Body, Facts, Syntax, parse_body, span_table
from hardwon.check.syntax.names import Names
from hardwon.check.syntax.trees import Node
from hardwon.core import CheckSettings

_T = TypeVar("_T")
_NO_CIRCLE = 1 << 30
_MYSQL = frozenset(
    {"pymysql", "mysqlclient", "aiomysql", "asyncmy", "mysql-connector-python", "mariadb", "mysql-connector"}
)
_NOT_MYSQL = frozenset(
    {
        "psycopg", "psycopg2", "psycopg2-binary", "asyncpg", "pg8000", "oracledb", "cx-oracle",
        "pyodbc", "pymssql", "aiosqlite",
    }
)  # fmt: skip
# How many imports an alias is followed through.
_FARTHEST = 12


class Source(Protocol):
    """Where the project's files come from."""

    def facts(self, path: str) -> Facts: ...
    def text(self, path: str) -> bytes: ...


class Linked:
    """The files of one project. Paths are relative to the root, with `/`."""

    def __init__(
        self,
        paths: Mapping[str, Index],
        source: Source,
        pins: Pins,
        settings: CheckSettings | None = None,
        *,
        changed: Callable[[str], None],
    ) -> None:
        """`changed` is told which files' facts grew."""
        self.paths = paths
        self.pins = pins
        self.settings = settings or CheckSettings()
        self.modules = Modules(paths)
        self._source = source
        self._grew = changed
        self._facts: dict[str, Facts] = {}
        self._names: dict[str, Names] = {}
        self._spans: dict[str, array[int]] = {}
        self._syntax: dict[str, Syntax] = {}
        self._memo: dict[tuple[Any, ...], tuple[Any, frozenset[Dependency]]] = {}
        self._brief: dict[tuple[Any, ...], tuple[Any, frozenset[Dependency]]] = {}
        self._recording: list[set[Dependency]] = []
        self._running: dict[tuple[Any, ...], int] = {}
        self._outermost = _NO_CIRCLE
        self._by_class: dict[str, list[str]] | None = None
        self._tables: dict[tuple[str, str], list[tuple[str, str]]] | None = None
        self._by_target: dict[str, list[tuple[str, str, str, bool]]] | None = None

    # What was looked at

    def recorded(self, work: Callable[[], _T]) -> tuple[_T, frozenset[Dependency]]:
        """The result of `work` and everything it looked at."""
        self._recording.append(set())
        try:
            result = work()
        finally:
            seen = frozenset(self._recording.pop())
        if self._recording:
            self._recording[-1].update(seen)
        return result, seen

    def once(self, key: tuple[Any, ...], work: Callable[[], _T], cyclic: _T | None = None) -> _T:
        """`work`'s result, computed once a key; what it looked at counts for everyone who asks.

        Code may refer to itself in a circle: asked for `key` while computing it, this gives `cyclic`. What
        was computed on that assumption is not kept, so that it does not matter who asks first.
        """
        known = self._memo.get(key)
        if known is None:
            if key in self._running:
                self._outermost = min(self._outermost, self._running[key])
                return cyclic  # type: ignore[return-value]
            return self._computed(key, work)
        if self._recording:
            self._recording[-1].update(known[1])
        result: _T = known[0]
        return result

    def briefly(self, key: tuple[Any, ...], work: Callable[[], _T]) -> _T:
        """As `once`, for what is large and asked for while one file is judged: until `move_on`."""
        known = self._brief.get(key)
        if known is None:
            known = self._brief[key] = self.recorded(work)
        elif self._recording:
            self._recording[-1].update(known[1])
        result: _T = known[0]
        return result

    def move_on(self) -> None:
        """The next file is judged: what was kept briefly goes."""
        self._brief.clear()

    def _computed(self, key: tuple[Any, ...], work: Callable[[], _T]) -> _T:
        depth = len(self._running)
        before, self._outermost = self._outermost, _NO_CIRCLE
        self._running[key] = depth
        try:
            made = self.recorded(work)
        finally:
            del self._running[key]
        if self._outermost >= depth:
            self._memo[key] = made
            self._outermost = before
        else:
            self._outermost = min(before, self._outermost)
        return made[0]

    def note(self, dependency: Dependency) -> None:
        """Remembers that the current work looked at this."""
        if self._recording:
            self._recording[-1].add(dependency)

    # Files

    def facts(self, path: str) -> Facts:
        """All facts of one file."""
        self.note(("interface", path))
        return self._known_facts(path)

    def _known_facts(self, path: str) -> Facts:
        facts = self._facts.get(path)
        if facts is None:
            facts = self._facts[path] = self._source.facts(path)
        return facts

    def names(self, path: str) -> Names:
        """What the module at `path` binds; who uses one of the names notes it."""
        names = self._names.get(path)
        if names is None:
            names = self._names[path] = Names(self._known_facts(path).interface)
        return names

    def text(self, path: str) -> bytes:
        """The text of a file, in UTF-8."""
        self.note(("text", path))
        return self._source.text(path)

    def part(self, path: str, name: str, number: int) -> bytes:
        """The text of the function or class of that qualified name and id."""
        self.note(("part", path, name))
        start, end = self.span(path, number)
        return self._source.text(path)[start:end]

    def body(self, function: FunctionRef) -> Body:
        """The parameters and statements of a function."""
        path, number = function.path, function.number
        self.note(("part", path, function.name))
        facts = self._known_facts(path)
        body = facts.bodies.get(number)
        if body is None:
            body = facts.bodies[number] = self._converted(path, facts, *self.span(path, number))
            self._grew(path)
        return body

    def _converted(self, path: str, facts: Facts, start: int, end: int) -> Body:
        # Where a file parses, its other parts say nothing about a function: parsing them again costs most.
        body = None if facts.error_line else parse_body(self._source.text(path), start, end)
        return self._parsed(path).body(start, end) if body is None else body

    def span(self, path: str, number: int) -> tuple[int, int]:
        """Where a node of the interface stands: first byte, and the byte after the last."""
        table = self._spans.get(path)
        if table is None:
            table = self._spans[path] = span_table(self._known_facts(path).spans)
        return table[number], table[number + 1]

    def _parsed(self, path: str) -> Syntax:
        syntax = self._syntax.get(path)
        if syntax is None:
            if len(self._syntax) > 30:
                self._syntax.clear()
            syntax = self._syntax[path] = Syntax(self._source.text(path))
        return syntax

    def classes_named(self, name: str) -> list[str]:
        """The files that define a class of that name at their top, sorted."""
        self.note(("classes", name))
        if self._by_class is None:
            self._by_class = {}
            for path in sorted(self.paths):
                for found in self.paths[path].classes:
                    self._by_class.setdefault(found, []).append(path)
        return self._by_class.get(name, [])

    def backrefs(self, name: str) -> list[tuple[str, str, str, bool]]:
        """Relationships declared on the class of that name from its other end: file, class there, attribute,
        eager.
        """
        self.note(("backrefs", name))
        if self._by_target is None:
            self._by_target = {}
            for path in sorted(self.paths):
                for target, owner, attribute, eager in self.paths[path].backrefs:
                    self._by_target.setdefault(target, []).append((path, owner, attribute, eager))
        return self._by_target.get(name, [])

    def job_homes(self, name: str) -> list[str]:
        """The files whose worker offers a function under that name, sorted."""
        self.note(("jobs", name))
        return sorted(path for path, index in self.paths.items() if name in index.jobs)

    def subclasses(self, name: str) -> list[tuple[str, str]]:
        """The classes with a base of that name: file and class, sorted; bases are compared by their last
        word.
        """
        self.note(("bases", name))
        return self._looked_up("bases", name)

    def patches(self, name: str) -> set[str]:
        """The attributes that some file sets on what it calls `name`; `*` where it does not say which."""
        self.note(("patches", name))
        return {attribute for _, attribute in self._looked_up("patches", name)}

    def managers(self) -> list[tuple[str, str]]:
        """The classes that manage jobs, going by their names and methods: file and class, sorted."""
        self.note(("managers", ""))
        return [(path, name) for path in sorted(self.paths) for name in self.paths[path].managers]

    def _looked_up(self, kind: str, name: str) -> list[tuple[str, str]]:
        if self._tables is None:
            self._tables = {}
            for path in sorted(self.paths):
                index = self.paths[path]
                for own, words in index.bases:
                    for word in words:
                        self._tables.setdefault(("bases", word), []).append((path, own))
                for owner, attribute in index.patches:
                    self._tables.setdefault(("patches", owner), []).append((path, attribute))
        return self._tables.get((kind, name), [])

    def fastapi(self, path: str) -> Range | None:
        """The versions of FastAPI that the code at `path` runs on."""
        self.note(("pins", path))
        return self.pins.range_of("fastapi", path)

    def sqlalchemy(self, path: str) -> Range | None:
        """The versions of SQLAlchemy that the code at `path` runs on."""
        self.note(("pins", path))
        return self.pins.range_of("sqlalchemy", path) or self.pins.range_of("SQLAlchemy", path)

    def alias(self, path: str, name: str, depth: int = 0) -> tuple[str, Node] | None:
        """The expression that the module-level `name` stands for, and the file where it is written."""
        if depth > _FARTHEST or path.endswith("/"):
            return None
        self.note(("name", path, name))
        self.note(("name", path, "*"))
        for binding in self.names(path).choices(name):
            if binding.kind == "value" and binding.node[3] is not None:
                return path, binding.node[3]
            if binding.kind == "from":
                source = self.find_module(path, binding.module, binding.level)
                return self.alias(source, binding.member, depth + 1) if source and source != path else None
        for star in self.names(path).stars:
            source = self.find_module(path, star.module, star.level)
            found = self.alias(source, name, depth + 1) if source and source != path else None
            if found:
                return found
        return None

    def only_mysql(self, path: str) -> bool:
        """Whether the project names drivers of MySQL, and of no other database."""
        self.note(("pins", path))
        found = self.pins.mentions((*_MYSQL, *_NOT_MYSQL))
        return bool(found & _MYSQL) and not found & _NOT_MYSQL

    def sql(self) -> str:
        """What the project's migrations in SQL say, all together."""
        self.note(("pins", ""))
        return self.pins.sql

    def find_module(self, importer: str, dotted: str, level: int = 0) -> str | None:
        """The file or package directory (ending in `/`) that `importer` gets under that name."""
        found = self.modules.find(importer, dotted, level)
        self.note(("module", importer.rpartition("/")[0], "." * level + dotted, found or ""))
        return found
