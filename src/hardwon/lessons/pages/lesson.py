"""A lesson as a value: what one page of `.hardwon/lessons` says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from hardwon.core import HardwonError

Status = Literal["candidate", "adopted", "retired"]
Kind = Literal["decision", "fix", "gotcha", "pattern", "domain"]
Enforce = Literal["advise", "warn", "deny"]
Severity = Literal["error", "warning", "advice"]  # of a finding

STATUSES: tuple[Status, ...] = ("candidate", "adopted", "retired")
KINDS: tuple[Kind, ...] = ("decision", "fix", "gotcha", "pattern", "domain")
ENFORCEMENTS: tuple[Enforce, ...] = ("advise", "warn", "deny")


@dataclass(frozen=True, slots=True)
class Triggers:
    """What makes a lesson show itself: words in the text at hand, words in a prompt. Literal, any case."""

    content: tuple[str, ...] = ()
    prompt: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BuiltInRule:
    """One of `hardwon.check.builtin_rules()`, by its slug."""

    slug: str


@dataclass(frozen=True, slots=True)
class RuffRule:
    """Codes of ruff, such as `ASYNC251`."""

    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PatternRule:
    """An ast-grep rule: a pattern in the language's own syntax, or the tree of a whole rule.

    `parts` are its `constraints`, `utils` and `transform`, where it has them. `fix` is None where there is
    none; an empty one takes the match out. `severity` is None where `enforce` decides.
    """

    rule: str | Mapping[str, Any]
    language: str
    parts: Mapping[str, Any] = field(default_factory=dict)
    fix: str | None = None
    fix_is_safe: bool = False
    message: str = ""
    note: str = ""
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class CommandRule:
    """A regular expression (Python's `re`) that is searched in each command about to be run."""

    regex: str


RuleRef = BuiltInRule | RuffRule | PatternRule | CommandRule


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One fenced block: a file of a case's small project; `line` is where its text begins on the page."""

    path: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Case:
    """A small project that the lesson's rule must find (`bad`) or must leave alone.

    `line` is the page's line of the first fence; `files` are in the page's order, never empty.
    """

    name: str
    bad: bool
    language: str
    files: tuple[CaseFile, ...]
    line: int

    def texts(self) -> dict[str, str]:
        """The project as `check_texts` takes it: path to text."""
        return {file.path: file.text for file in self.files}


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson. `cost` is in minutes; `body` is all after the front matter, with its cases' blocks.

    `path` is the page as it was named to the reader, relative to the repository where a `Shelf` read it.
    `because` is the reason for which a retired lesson was retired.
    """

    slug: str
    title: str
    status: Status
    kind: Kind
    body: str
    path: str
    cost: int = 0
    applies_to: tuple[str, ...] = ()
    triggers: Triggers = Triggers()
    rule: RuleRef | None = None
    enforce: Enforce = "advise"
    review: date | None = None
    evidence: tuple[str, ...] = ()
    cases: tuple[Case, ...] = ()
    because: str = ""

    @property
    def lacks_rule(self) -> bool:
        """Whether its page asks to warn or deny, and no rule is there that could."""
        return self.enforce != "advise" and self.rule is None


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong on a page: file, line (1-based), what, and what to write instead."""

    path: str
    line: int
    what: str
    next_step: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what} -> {self.next_step}"


class BadLesson(HardwonError):
    """A page that is no lesson; `problems` are all that were found, never none, in the page's order."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        first = problems[0]
        super().__init__(f"{first.path}:{first.line}: {first.what}", next_step=first.next_step)
        self.problems = problems


class NoSuchLesson(HardwonError):
    """A slug, or the beginning of one, that names no lesson or more than one."""


def describe_rule(rule: RuleRef | None) -> str:
    """The rule in one word or two, as a list shows it; empty for none."""
    match rule:
        case BuiltInRule(slug):
            return slug
        case RuffRule(codes):
            return "ruff " + ",".join(codes)
        case PatternRule():
            return "pattern"
        case CommandRule(regex):
            return f"command {regex}"
        case None:
            return ""


def read_cost(text: str) -> int | None:
    """The minutes that `2h`, `30m`, `1h30m` or `90` stand for; None for anything else."""
    written = text.strip()
    if re.fullmatch(r"\d{1,6}", written):
        return int(written)
    match = re.fullmatch(r"(?:(\d{1,4})\s?h)?\s?(?:(\d{1,5})\s?m)?", written) if written else None
    return int(match[1] or 0) * 60 + int(match[2] or 0) if match else None


def describe_cost(minutes: int) -> str:
    """`150` as `2h30m`, `120` as `2h`, `30` as `30m`: the way a page writes it."""
    hours, rest = divmod(minutes, 60)
    return (f"{hours}h" if hours else "") + (f"{rest}m" if rest or not hours else "")
