"""Which paths a list of gitignore patterns leaves out, fast enough to ask about every file of a large
repository.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, MutableMapping

# A pattern's regular expression by its line; "" for a line that is no pattern. Kept between runs, because
# importing the library that translates takes longer than a whole warm run may.
Translations = MutableMapping[str, tuple[str, bool]]

_PLAIN = re.compile(r"[\w.@+ -]+")


class Patterns:
    """One list of patterns; paths are asked relative to where the list stands, directories with a `/` at the
    end.
    """

    def __init__(self, lines: Iterable[str], translations: Translations) -> None:
        self._names: set[str] = set()
        self._directories: set[str] = set()
        self._suffixes: tuple[str, ...] = ()
        self._rest: list[tuple[re.Pattern[str], bool, bool]] = []
        wanted = [line.rstrip("\r\n") for line in lines]
        simple = not any(line.lstrip().startswith("!") for line in wanted)
        suffixes = []
        for line in wanted:
            name = line.rstrip()
            if simple and _PLAIN.fullmatch(name):
                self._names.add(name)
            elif simple and name.endswith("/") and _PLAIN.fullmatch(name[:-1]):
                self._directories.add(name[:-1])
            elif simple and name.startswith("*.") and _PLAIN.fullmatch(name[2:]):
                suffixes.append(name[1:])
            else:
                self._add(line, translations)
        self._suffixes = tuple(suffixes)

    def _add(self, line: str, translations: Translations) -> None:
        if line not in translations:
            translations[line] = _translate(line)
        expression, include = translations[line]
        if expression:
            # `build/**` leaves out what is in the directory, not the directory: `!build/keep.py` still
            # counts.
            self._rest.append((re.compile(expression), include, line.rstrip().endswith("/**")))

    def decide(self, path: str) -> bool | None:
        """Whether `path` is left out; None where no pattern speaks of it. The last pattern that does,
        decides.
        """
        is_directory = path.endswith("/")
        name = path.rstrip("/").rpartition("/")[2]
        if name in self._names or (is_directory and name in self._directories):
            return True
        if self._suffixes and name.endswith(self._suffixes):
            return True
        for expression, include, inside in reversed(self._rest):
            match = expression.match(path)
            if match and not (inside and match.end() == len(path)):
                return include
        return None

    def covers(self, path: str) -> bool:
        """Whether the patterns name the file at `path` or a directory above it."""
        if self.decide(path):
            return True
        parts = path.split("/")[:-1]
        return any(self.decide("/".join(parts[: place + 1]) + "/") for place in range(len(parts)))


def _translate(line: str) -> tuple[str, bool]:
    from pathspec.patterns.gitignore.spec import (
        GitIgnoreSpecPattern,
    )  # 25 ms, only for a pattern not seen before

    try:
        expression, include = GitIgnoreSpecPattern.pattern_to_regex(line)
    except ValueError:
        return "", False  # git too passes over a pattern that it cannot read
    return (expression or "", bool(include))
