"""Which versions of a library a project runs on, read from its lock and requirement files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from msgspec import Struct

from hardwon.check.searches import lazily

Version = tuple[int, ...]
_LOCKS = ("uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock")
_CLAUSE = lazily(r"(===|==|~=|!=|>=|<=|>|<|\^|~|=)?\s*v?(\d+(?:\.\d+)*)(\.\*)?")
_END: Version = (10**6,)


class Range(Struct, frozen=True):
    """Versions from `low` up to, not including, `high`. `source` is the file that says so."""

    low: Version
    high: Version
    source: str

    def within(self, low: Version, high: Version) -> bool:
        """Whether every version of the range lies from `low` up to, not including, `high`."""
        return low <= self.low and self.high <= high

    @property
    def exact(self) -> bool:
        return self.high == _next(self.low)


class Pins:
    """The version files of a repository by path; `sql` is what its migrations in SQL say, all together."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = {path: text for path, text in sorted(texts.items()) if not path.endswith(".sql")}
        self.sql = "\n".join(text for path, text in sorted(texts.items()) if path.endswith(".sql"))

    def range_of(self, library: str, path: str) -> Range | None:
        """The versions of `library` that the code at `path` may run on; None where nothing is said.

        The nearest directory that says anything decides, for a repository of several projects; within one, a
        lock decides before requirements, and those before the project file.
        """
        directory = path.rpartition("/")[0]
        while True:
            found = self._in(library, directory)
            if found or not directory:
                return found
            directory = directory.rpartition("/")[0]

    def mentions(self, libraries: Iterable[str]) -> frozenset[str]:
        """Those of `libraries` that some file names, whatever the version."""
        return frozenset(
            library
            for library in libraries
            if any(
                re.search(rf"(?<![\w-]){re.escape(library)}(?![\w-])", text, re.IGNORECASE)
                for text in self._texts.values()
            )
        )

    def _in(self, library: str, directory: str) -> Range | None:
        prefix = f"{directory}/" if directory else ""
        found: list[tuple[int, int, Range]] = []
        for path, text in self._texts.items():
            folder, _, name = path.rpartition("/")
            if folder not in (directory, f"{prefix}requirements"):
                continue
            rank = (
                0 if name in _LOCKS else 1 if name.startswith("requirements") or name.endswith(".txt") else 2
            )
            read = _locked(text, library) if rank == 0 else _required(text, library)
            if read:
                found.append((0 if read[1] == _next(read[0]) else 1, rank, Range(*read, path)))
        return min(found, key=lambda item: item[:2])[2] if found else None


def _locked(text: str, library: str) -> tuple[Version, Version] | None:
    toml = re.search(rf'name = "{library}"\s*\nversion = "(\d[\d.]*)', text)
    match = toml or re.search(rf'"{library}": \{{[^}}]*?"version": "==(\d[\d.]*)"', text)
    if match is None:
        return None
    low = _version(match[1])
    return low, _next(low)


def _required(text: str, library: str) -> tuple[Version, Version] | None:
    """The bounds in `library[extra]>=1,<2`, as a requirements line, a quoted string or a TOML key."""
    name = rf"{library}\s*(?:\[[^\]]*\])?"
    line = re.search(rf"^[ \t]*{name}[ \t]*((?:[=~!<>]=?=?)[^#;\\\n]*)", text, re.MULTILINE)
    # In TOML and setup files the version stands in quotes, beside the name or as the value of its key.
    quoted = re.search(rf"""["']{name}\s*\(?\s*([=~!<>][^"';)]*)""", text)
    keyed = re.search(
        rf"""^[ \t]*["']?{library}["']?\s*=\s*(?:\{{[^}}]*?version\s*=\s*)?["']([^"']+)["']""",
        text,
        re.MULTILINE,
    )
    match = quoted or keyed or line
    if match is None:
        return None
    return _bounds(match[1])


def _bounds(clauses: str) -> tuple[Version, Version] | None:
    low: Version = (0,)
    high: Version = _END
    said = False
    for operator, text, star in _CLAUSE.findall(clauses):
        version = _version(text)
        said = True
        if operator in ("==", "===", "=", "") and not star:
            return version, _next(version)
        if star and operator in ("==", ""):
            low, high = max(low, version), min(high, _bump(version, len(version) - 1))
        elif operator == "~=":
            low, high = max(low, version), min(high, _bump(version, max(len(version) - 2, 0)))
        elif operator == "~":
            low, high = max(low, version), min(high, _bump(version, min(1, len(version) - 1)))
        elif operator == "^":
            place = next((i for i, part in enumerate(version) if part), len(version) - 1)
            low, high = max(low, version), min(high, _bump(version, place))
        elif operator in (">=", ">"):
            low = max(low, version)
        elif operator in ("<", "<="):
            high = min(high, version if operator == "<" else _next(version))
    return (low, high) if said else None


def _version(text: str) -> Version:
    return tuple(int(part) for part in text.split(".") if part)


def _next(version: Version) -> Version:
    return (*version, 0, 0, 0, 1)


def _bump(version: Version, place: int) -> Version:
    return (*version[:place], version[place] + 1)
