"""What is remembered of one file from run to run, small enough to read for all files at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, NamedTuple

from hardwon.check.findings import FileError

# Rule, path, line, column, end line, end column, message, severity, do, excerpt, scope, words of the
# fingerprint, rewrite (description, safe, edits) or None; then the lesson, if one brought the rule along.
Row = tuple[Any, ...]
# ("interface" | "text", path), ("name" | "part", path, name), ("module", directory, dotted, result),
# ("classes" | "backrefs" | "jobs" | "bases" | "patches", name), ("pins", path),
# ("offered", word or ":kind" or ""): what was looked at to know something.
Dependency = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """What can be looked up about a file without its facts: names of the classes at its top, and the
    relationships that it declares on others with `backref=` (target class, own class, attribute, whether it
    loads with the record), the functions that a worker there offers under their names, the classes that
    manage jobs, each class with the last words of its bases, and what is set on classes from outside (class,
    attribute; `*` where it is not said).
    """

    classes: tuple[str, ...] = ()
    backrefs: tuple[tuple[str, str, str, bool], ...] = ()
    jobs: tuple[str, ...] = ()
    managers: tuple[str, ...] = ()
    bases: tuple[tuple[str, tuple[str, ...]], ...] = ()
    patches: tuple[tuple[str, str], ...] = ()

    def flat(self) -> tuple[Any, ...]:
        """The index as what `marshal` can carry; `Index(*flat)` is it again."""
        return (self.classes, self.backrefs, self.jobs, self.managers, self.bases, self.patches)


@dataclass(frozen=True, slots=True)
class Ignore:
    """A suppression comment on `line`, good for findings from `line` to `last`; `rules` is empty if it names
    none.

    `text` is the line, `comment` the part of it that suppresses.
    """

    line: int
    last: int
    column: int
    rules: tuple[str, ...]
    text: str
    comment: str

    @property
    def end(self) -> int:
        """The column after the comment."""
        return self.column + len(self.comment)

    def fingerprint(self, rule: str) -> str:
        """Names this comment's failing to suppress `rule`, wherever its line moves."""
        words = " ".join(re.findall(r"\w+", f"{rule} {self.text}"))
        return blake2b(words.encode(), digest_size=10).hexdigest()


@dataclass(frozen=True, slots=True)
class Entry:
    """One source file. `stamp` is None where the file may have changed without its stamp changing.

    `needs` are the rules of which it holds a literal; `trouble` what was wrong with reading or parsing it.
    """

    stamp: tuple[int, int, int, int] | None
    content: bytes
    interface: bytes
    needs: tuple[str, ...]
    index: Index
    ignores: tuple[Ignore, ...]
    trouble: str


class Judged(NamedTuple):
    """What one rule made of one file, and what it looked at for that; `trouble` if the rule itself failed."""

    rows: tuple[Row, ...]
    seen: tuple[Dependency, ...]
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Brought:
    """What the rules that lessons bring along made of a project.

    `ran` names those that ran over each file, `others` are the files that are not Python, `ignores` their
    suppressions. `names` are all that a suppression may name, `errors` what could not be read or run.
    """

    rows: tuple[Row, ...] = ()
    ran: Mapping[str, frozenset[str]] = field(default_factory=dict)
    others: tuple[str, ...] = ()
    ignores: Mapping[str, tuple[Ignore, ...]] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    errors: tuple[FileError, ...] = ()


class Offered(NamedTuple):
    """The names that one file offers to a rule, and what was looked at to know; `trouble` if that failed."""

    names: tuple[str, ...]
    seen: tuple[Dependency, ...]
    trouble: str = ""


def flat(entry: Entry) -> tuple[Any, ...]:
    """The entry as what `marshal` can carry."""
    ignores = tuple((i.line, i.last, i.column, i.rules, i.text, i.comment) for i in entry.ignores)
    return (
        entry.stamp,
        entry.content,
        entry.interface,
        entry.needs,
        entry.index.flat(),
        ignores,
        entry.trouble,
    )


def entry_from(flat_entry: tuple[Any, ...]) -> Entry:
    """The entry that `flat` flattened."""
    stamp, content, interface, needs, index, ignores, trouble = flat_entry
    return Entry(stamp, content, interface, needs, Index(*index), tuple(Ignore(*i) for i in ignores), trouble)
