"""What a check hands back: findings, files it could not read, and the report that holds both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning", "advice"]


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text from (`line`, `column`) up to (`end_line`, `end_column`) by `text`.

    Lines and columns are 1-based and count characters; the end is exclusive.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A rewrite that takes the finding away; `safe` where it cannot change what worked before."""

    description: str
    edits: tuple[Edit, ...]
    safe: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach of a rule.

    `path` is relative to the checked root, with `/`. Lines and columns are 1-based and count characters, the
    end column is exclusive. `do` is the way out in the project's own words, `excerpt` the line at `line`
    without its end, `scope` the qualified name of the definition around it. `fingerprint` survives moved
    lines, reformatting and renamed files. `lesson` is the slug of the lesson that names the rule, filled in
    by whoever knows the lessons.
    """

    rule: str
    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    message: str
    severity: Severity = "error"
    do: str = ""
    excerpt: str = ""
    scope: str = ""
    fingerprint: str = ""
    fix: Fix | None = None
    lesson: str | None = None


@dataclass(frozen=True, slots=True)
class FileError:
    """A file that could not be read or parsed in full; `line` is 0 where no line is to blame."""

    path: str
    message: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """The result of one run.

    `findings` are sorted by path, line, column and rule; `files` counts the project's files that were looked
    at; `suppressed` counts findings that a comment took away; `changed` counts the files whose facts were
    made anew; `accepted` are findings that a baseline took out of `findings`. `ran` has the rules that ran
    over each file looked at: what is not found of others says nothing.
    """

    findings: tuple[Finding, ...]
    files: int
    errors: tuple[FileError, ...] = ()
    suppressed: int = 0
    changed: int = 0
    accepted: tuple[Finding, ...] = ()
    ran: Mapping[str, frozenset[str]] = field(default_factory=dict, compare=False, repr=False)
