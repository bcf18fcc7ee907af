"""What is at hand when a question is asked: files, symbols, failing tests."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_DEEPEST = 30  # folders of a path
# How the languages of a repository begin a function or a class; the rest of a line does not matter.
_DEFINED = re.compile(
    r"[ \t]*(?:(?:export|default|public|private|protected|static|final|abstract|async"
    r"|pub(?:\([a-z]+\))?)[ \t]+)*"
    r"(?:def|class|func|function|fn|interface|struct|trait|impl|enum|type|module)[ \t]+"
    r"(?:\([^)]{0,80}\)[ \t]*)?([A-Za-z_$][\w$]*)"
)


@dataclass(frozen=True, slots=True)
class AtHand:
    """What is worked on: it counts as much as the words of the question.

    `files` are relative to the repository; `symbols` are functions and classes that are changed; `tests`
    fail, and are named as runners name them (`tests/test_jobs.py::TestExport::test_retries[3]`).
    """

    files: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()

    def with_(self, other: "AtHand") -> "AtHand":
        """Both, each thing once."""
        return AtHand(
            tuple(dict.fromkeys((*self.files, *other.files))),
            tuple(dict.fromkeys((*self.symbols, *other.symbols))),
            tuple(dict.fromkeys((*self.tests, *other.tests))),
        )

    def tested(self) -> tuple[str, ...]:
        """The files that the failing tests stand in."""
        named = (test.partition("::")[0] for test in self.tests)
        return tuple(name for name in named if "/" in name or name.endswith(".py"))

    def names(self) -> tuple[str, ...]:
        """Symbols, and what the failing tests are called."""
        called = (test.partition("[")[0].partition("::") for test in self.tests)
        return (*self.symbols, *(rest or (file if "/" not in file else "") for file, _, rest in called))

    def __bool__(self) -> bool:
        return bool(self.files or self.symbols or self.tests)


def changed_symbols(lines: list[str], ranges: Iterable[tuple[int, int]]) -> tuple[str, ...]:
    """The functions and classes of a file in which lines were changed, or that were added, each once.

    `ranges` are first and last line, 1-based. Read by indentation, whatever the language.
    """
    found: dict[str, None] = {}
    for first, last in ranges:
        inside = [
            (number, line) for number, line in enumerate(lines[first - 1 : last], first) if line.strip()
        ]
        if not inside:
            continue
        depth = min(_depth(line) for _, line in inside)
        for line in reversed(lines[: first - 1]):
            if line.strip() and _depth(line) < depth:
                depth = _depth(line)
                if match := _DEFINED.match(line):
                    found.setdefault(match[1])
            if depth == 0:
                break
        found.update((match[1], None) for _, line in inside if (match := _DEFINED.match(line)))
    return tuple(found)


def find_file(root: Path, path: str) -> str:
    """What `path`, from another machine perhaps, is called below `root`; empty where there is none."""
    parts = [part for part in path.replace("\\", "/").split("/") if part not in ("", ".")]
    if ".." in parts or len(parts) > _DEEPEST:
        return ""
    for begin in range(len(parts)):
        name = "/".join(parts[begin:])
        try:
            if (root / name).is_file():
                return name
        except (OSError, ValueError):
            return ""
    return ""


def _depth(line: str) -> int:
    return len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())
