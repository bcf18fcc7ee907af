"""A project's Python files as its modules know each other: which is called what, who imports which name."""

import ast
import re
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hardwon.integrations.templates.names import Place

_ASIDE = frozenset(
    ("tests", "test", "testing", "migrations", "alembic", "examples", "example", "docs", "scripts",
     "benchmarks", "fixtures", "stubs", "vendor", "node_modules")
)  # fmt: skip
_FROM = re.compile(r"^[ \t]*from[ \t]+(\.*[\w.]*)[ \t]+import[ \t]+(\([^)]*\)|[^\n]+)", re.MULTILINE)
_WHOLE = re.compile(r"^[ \t]*import[ \t]+([\w., \t]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Source:
    """A file that is no test and no migration, with the name of its module."""

    path: str
    module: str
    text: str

    def tree(self) -> ast.Module | None:
        """Its syntax; None where it does not parse."""
        return parse(self.text)

    def place(self, name: str, line: int) -> Place:
        """Where something that it defines can be imported from."""
        return Place(name, self.module, self.path, line)


@dataclass(frozen=True, slots=True)
class Sources:
    """The files by path, and how often each name is imported."""

    files: tuple[Source, ...]
    uses: Mapping[str, int]
    outside: frozenset[str]

    def rank(self, place: Place) -> tuple[int, int, str, int]:
        """Sorts what most files import first."""
        return -self.uses.get(place.name, 0), place.path.count("/"), place.path, place.line

    def object_of(self, owner: str, path: str) -> Place | None:
        """A module's object of the class `owner` in the file `path`: there, or one that others import."""
        pattern = re.compile(rf"^(\w+)[ \t]*(?::[^=\n]+)?=[ \t]*{owner}\(", re.MULTILINE)
        found = [
            source.place(match[1], source.text.count("\n", 0, match.start()) + 1)
            for source in self.files
            if owner in source.text
            for match in pattern.finditer(source.text)
        ]
        # One that nobody imports is somebody's own.
        shared = [one for one in found if one.path == path or self.uses.get(one.name)]
        return min(shared, key=self.rank, default=None)

    @property
    def roots(self) -> frozenset[str]:
        """The top names of the project's own modules."""
        return frozenset(one.module.partition(".")[0] for one in self.files)

    @property
    def package(self) -> str:
        """The folder of the package with most of the code; empty for loose files."""
        tops: Counter[str] = Counter()
        for one in self.files:
            depth = one.module.count(".") + (one.path.endswith("/__init__.py"))
            if depth:
                tops["/".join(one.path.split("/")[:-depth])] += 1
        return min(tops, key=lambda top: (-tops[top], top), default="")


def read_sources(texts: Mapping[str, str]) -> Sources:
    """The files of `texts`, by path with `/`."""
    code = {path: text for path, text in sorted(texts.items()) if not _is_aside(path)}
    uses: Counter[str] = Counter()
    modules: set[str] = set()
    for text in code.values():
        for module, names in _FROM.findall(text):
            modules.add(module)
            for name in re.findall(r"(\w+)(?:[ \t]+as[ \t]+\w+)?", re.sub(r"#.*", "", names)):
                uses[name] += 1
                modules.add(f"{module}.{name}" if not module.endswith(".") else module)
        for names in _WHOLE.findall(text):
            modules.update(part.split()[0] for part in names.split(",") if part.split())
    pairs = {".".join(module.split(".")[:2]) for module in modules}
    files = tuple(Source(path, _module(path, set(texts), pairs), text) for path, text in code.items())
    roots = {one.module.partition(".")[0] for one in files}
    tops = {module.partition(".")[0] for module in modules if not module.startswith(".")}
    return Sources(files, uses, frozenset(tops - roots - {""}))


def parse(text: str) -> ast.Module | None:
    """The syntax of `text`; None where it does not parse."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an invalid escape in somebody's string is none of our business
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


def statements(tree: ast.Module) -> Iterator[ast.stmt]:
    """The statements of a module, those below `if` and `try` included."""
    waiting: list[ast.stmt] = list(reversed(tree.body))
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.If | ast.Try):
            waiting.extend(reversed([*node.body, *node.orelse]))


def _is_aside(path: str) -> bool:
    *folders, name = path.split("/")
    return bool(_ASIDE & set(folders)) or name.startswith(("test_", "conftest")) or name.endswith("_test.py")


def _module(path: str, known: set[str], imported: set[str]) -> str:
    """What a file is called as a module, from the top of its package.

    `imported` has the first two names of what is imported anywhere.
    """
    parts = path.removesuffix(".py").removesuffix("/__init__").split("/")
    start = len(parts) if path.endswith("/__init__.py") else len(parts) - 1
    while start > 0 and "/".join([*parts[:start], "__init__.py"]) in known:
        start -= 1
    for begin in range(min(start, len(parts) - 2) + 1):
        if f"{parts[begin]}.{parts[begin + 1]}" in imported:
            return ".".join(parts[begin:])  # a package without `__init__.py`, or the folder above one
    return ".".join(parts[start:])
