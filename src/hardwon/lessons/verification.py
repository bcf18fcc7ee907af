"""A lesson's rule, tried on the lesson's own cases: the page cannot drift from the check."""

import re
from dataclasses import dataclass

from hardwon.lessons.lesson import (
    BuiltInRule,
    Case,
    CommandRule,
    Lesson,
    PatternRule,
    RuffRule,
    describe_rule,
)

_SHELLS = ("sh", "bash", "shell", "console", "zsh")


@dataclass(frozen=True, slots=True)
class Fired:
    """The rule found something: file of the case, the page's line, message."""

    path: str
    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Holds:
    """The case is as the page says: a `bad` one found (`fired` says where), a `good` one left alone."""

    case: Case
    fired: tuple[Fired, ...] = ()


@dataclass(frozen=True, slots=True)
class Fails:
    """The case is not as the page says; `what` and `next_step` say how and what to do about it.

    `case` is None where the page has no case to try.
    """

    case: Case | None
    what: str
    next_step: str
    fired: tuple[Fired, ...] = ()


@dataclass(frozen=True, slots=True)
class Unverified:
    """This version cannot run the lesson's kind of rule; nobody knows whether the cases hold."""

    case: Case | None
    what: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of one lesson: one outcome a case, in the page's order; none where it has no rule."""

    lesson: Lesson
    outcomes: tuple[Holds | Fails | Unverified, ...]

    @property
    def failures(self) -> tuple[Fails, ...]:
        return tuple(outcome for outcome in self.outcomes if isinstance(outcome, Fails))

    @property
    def unverified(self) -> tuple[Unverified, ...]:
        return tuple(outcome for outcome in self.outcomes if isinstance(outcome, Unverified))


def verify(lesson: Lesson) -> Verified:
    """Runs the lesson's rule on every `bad` case (it must fire) and every `good` one (it must not).

    A rule without a `bad` case fails: nothing shows that it finds anything. A lesson without a rule has
    no outcomes. Raises `check.UnknownRule`.
    """
    rule = lesson.rule
    if rule is None:
        return Verified(lesson, ())
    outcomes = [_try_case(rule, case) for case in lesson.cases]
    if not any(case.bad for case in lesson.cases):
        shell = isinstance(rule, CommandRule)
        fence = "```sh bad" if shell else "```python bad case=NAME file=app/api.py"
        what = f"no case shows what `{describe_rule(rule)}` must find"
        outcomes.append(Fails(None, what, f"add a block that begins {fence}"))
    return Verified(lesson, tuple(outcomes))


def command_breaches(rule: CommandRule, command: str) -> bool:
    """Whether `command`, as it is about to be run, is one that the rule means."""
    return re.search(rule.regex, command, re.MULTILINE) is not None


def _try_case(
    rule: BuiltInRule | RuffRule | PatternRule | CommandRule, case: Case
) -> Holds | Fails | Unverified:
    match rule:
        case BuiltInRule(slug):
            return _try_built_in(slug, case)
        case CommandRule():
            return _try_command(rule, case)
        case RuffRule() | PatternRule():
            what = f"a {describe_rule(rule).partition(' ')[0]} rule cannot be verified by this version"
            return Unverified(case, what)


def _try_built_in(slug: str, case: Case) -> Holds | Fails:
    from hardwon.check import check_texts  # here: listing lessons must not load a parser

    report = check_texts(case.texts(), rules=[slug])
    begins = {file.path: file.line for file in case.files}
    if report.errors:
        error = report.errors[0]
        line = begins.get(error.path, case.line) + max(error.line - 1, 0)
        return Fails(case, f"line {line}: {error.path}: {error.message}", "write code that can be parsed")
    fired = tuple(
        Fired(finding.path, begins.get(finding.path, case.line) + finding.line - 1, finding.message)
        for finding in report.findings
    )
    return _judge(slug, case, fired)


def _try_command(rule: CommandRule, case: Case) -> Holds | Fails:
    fired: list[Fired] = []
    for file in case.files:
        if case.language not in _SHELLS:
            return Fails(case, f"the case is {case.language}, the rule is on commands", "write it as ```sh")
        for line, command in _commands(file.text, file.line):
            if command_breaches(rule, command):
                fired.append(Fired(file.path, line, command))
    return _judge(describe_rule(rule), case, tuple(fired))


def _commands(text: str, line: int) -> list[tuple[int, str]]:
    """The commands of a shell block with the page's line each begins on; comments and `$ ` are dropped."""
    found: list[tuple[int, str]] = []
    continued = False
    for number, written in enumerate(text.splitlines(), start=line):
        part = written.strip()
        if continued:
            found[-1] = (found[-1][0], f"{found[-1][1]} {part.removesuffix(chr(92)).strip()}")
        elif part and not part.startswith("#"):
            found.append((number, part.removeprefix("$ ").removesuffix("\\").strip()))
        continued = part.endswith("\\") and bool(found)
    return found


def _judge(rule: str, case: Case, fired: tuple[Fired, ...]) -> Holds | Fails:
    if case.bad == bool(fired):
        return Holds(case, fired)
    if case.bad:
        return Fails(case, f"`{rule}` finds nothing in it", "show the breach itself, or correct the rule")
    where = "; ".join(f"line {one.line}: {one.message}" for one in fired)
    return Fails(case, f"`{rule}` fires at {where}", "write the cure so that nothing is found", fired)
