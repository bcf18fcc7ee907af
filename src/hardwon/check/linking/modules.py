"""Which file an import means: packages, src layouts, several projects in one repository, scripts beside each
other.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

_STANDARD = sys.stdlib_module_names
# Libraries after which projects name their own modules: `shop/celery.py` is where Celery wants its app.
# Inside the package, the import means the library.
_LIBRARIES = frozenset(
    {"celery", "redis", "sqlalchemy", "openai", "anthropic", "httpx", "requests", "kafka", "stripe", "boto3"}
)


class Modules:
    """The importable files of a repository."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._files = set(paths)
        self._directories: set[str] = set()
        for path in self._files:
            directory = path.rpartition("/")[0]
            while directory and directory not in self._directories:
                self._directories.add(directory)
                directory = directory.rpartition("/")[0]
        self._roots = self._import_roots()
        self._known: dict[tuple[str, str], str | None] = {}

    def find(self, importer: str, dotted: str, level: int = 0) -> str | None:
        """The file for a dotted name, or the directory (ending in `/`) of a package without `__init__.py`."""
        directory = importer.rpartition("/")[0]
        key = (directory, "." * level + dotted)
        if key not in self._known:
            self._known[key] = self._find(directory, dotted, level)
        return self._known[key]

    def _find(self, directory: str, dotted: str, level: int) -> str | None:
        if level:
            for _ in range(level - 1):
                directory = directory.rpartition("/")[0]
            return self._at(directory, dotted)
        home = self._root_of(directory)
        candidates = [home, *self._roots]
        if dotted.partition(".")[0] not in _STANDARD:
            is_library = dotted.partition(".")[0] in _LIBRARIES
            candidates.extend(
                place for place in _ancestors(directory) if not (is_library and self._is_package(place))
            )
        for candidate in dict.fromkeys(candidates):
            found = self._at(candidate, dotted)
            # A bare directory proves little: `tests/` is no package for an `import tests` of a library.
            if found and not (found.endswith("/") and candidate != home):
                return found
        return next((found for c in candidates if (found := self._at(c, dotted))), None)

    def _at(self, directory: str, dotted: str) -> str | None:
        place = "/".join(part for part in (directory, dotted.replace(".", "/")) if part)
        for path in (f"{place}.py", f"{place}/__init__.py", f"{place}.pyi", f"{place}/__init__.pyi"):
            if path in self._files:
                return path
        if not dotted:
            path = f"{directory}/__init__.py" if directory else "__init__.py"
            if path in self._files:
                return path
        return f"{place}/" if place in self._directories else None

    def _is_package(self, directory: str) -> bool:
        return f"{directory}/__init__.py" in self._files

    def _root_of(self, directory: str) -> str:
        """The directory from which the package around `directory` is imported."""
        while directory and f"{directory}/__init__.py" in self._files:
            directory = directory.rpartition("/")[0]
        return directory

    def _import_roots(self) -> list[str]:
        """Directories that hold top packages, shallow ones first; the root and `src` before all."""
        roots = {"", "src", "lib"}
        for path in self._files:
            if path.endswith("/__init__.py"):
                roots.add(self._root_of(path.rpartition("/")[0]))
        return sorted(roots, key=lambda root: (root not in ("", "src"), root.count("/"), root))


def _ancestors(directory: str) -> list[str]:
    found = [directory]
    while directory:
        directory = directory.rpartition("/")[0]
        found.append(directory)
    return found
