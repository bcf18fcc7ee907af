"""Which paths a list of gitignore patterns leaves out, fast enough to ask about every file of a large
repository.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, MutableMapping

# A pattern's regular expression by its line; "" for a line that is no pattern. Kept between runs, because
# importing the library that translates takes longer than a whole warm run may.
Translations = MutableMapping[str, tuple[str, bool]]

_PLAIN = re.compile(r"[\w.@+ -]+")
# Classes of POSIX, which Python does not know.
_CLASS = re.compile(r"\[:([a-z]+):\]")
_CLASSES = {
    "alnum": "a-zA-Z0-9",
    "alpha": "a-zA-Z",
    "blank": " \t",
    "digit": "0-9",
    "lower": "a-z",
    "punct": r"!-/:-@\[-`{-~",
    "space": r" \t\n\r\f\v",
    "upper": "A-Z",
    "xdigit": "0-9a-fA-F",
}


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
            translations[line] = translate_gitignore(line)
        expression, include = translations[line]
        if expression:
            # `build/**` leaves out what is in the directory, not the directory: `!build/keep.py` still
            # counts.
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", FutureWarning)
                compiled = re.compile(expression)
            self._rest.append((compiled, include, line.rstrip().endswith("/**")))

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


def translate_gitignore(line: str) -> tuple[str, bool]:
    """A line of a `.gitignore` as a regular expression, and whether what it matches is left out.

    Empty for a line that is no pattern, or one that matches nothing in git either (`!` alone, `[z-a]`).
    """
    # Imported here: it takes 25 ms, and is wanted only for a pattern not seen before.
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            spelled = _CLASS.sub(lambda match: _CLASSES.get(match[1], match[0]), line)
            expression, include = GitIgnoreSpecPattern.pattern_to_regex(spelled)
            re.compile(expression or "")
    except (ValueError, re.error):
        return "", False
    return (expression or "", bool(include))
