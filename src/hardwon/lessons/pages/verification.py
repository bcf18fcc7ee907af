"""A lesson's rule, tried on the lesson's own cases: the page cannot drift from the check."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hardwon.lessons.pages.cases import is_unnamed
from hardwon.lessons.pages.commands import command_breaches
from hardwon.lessons.pages.lesson import BuiltInRule, Case, CommandRule, Lesson, describe_rule

if TYPE_CHECKING:
    from hardwon.check import Linter, Report, UserCodes, UserPattern

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
    """What runs the lesson's rule is not there; nobody knows whether the cases hold."""

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


def verify(lesson: Lesson, linter: "Linter | None" = None) -> Verified:
    """Runs the lesson's rule on every `bad` case (it must fire) and every `good` one (it must not).

    A rule without a `bad` case fails: nothing shows that it finds anything. A lesson without a rule has
    no outcomes. `linter` runs the rules of ruff. Raises `check.UnknownRule`.
    """
    rule = lesson.rule
    if rule is None:
        return Verified(lesson, ())
    outcomes = [_try_case(lesson, case, linter) for case in lesson.cases]
    if not any(case.bad for case in lesson.cases):
        shell = isinstance(rule, CommandRule)
        fence = "```sh bad" if shell else "```python bad case=NAME file=app/api.py"
        what = f"no case shows what `{describe_rule(rule)}` must find"
        outcomes.append(Fails(None, what, f"add a block that begins {fence}"))
    return Verified(lesson, tuple(outcomes))


def commands_of(case: Case) -> tuple[str, ...]:
    """The commands in a case of shell, one each line or continued; none in one of another language."""
    if case.language not in _SHELLS:
        return ()
    return tuple(command for file in case.files for _, command in _commands(file.text, file.line))


def _try_case(lesson: Lesson, case: Case, linter: "Linter | None") -> Holds | Fails | Unverified:
    from hardwon.check import check_texts  # here: listing lessons must not load a parser

    match lesson.rule:
        case CommandRule() as rule:
            return _try_command(rule, case)
        case BuiltInRule(slug):
            return _try_texts(lesson, case, lambda: check_texts(case.texts(), rules=[slug]))
    from hardwon.lessons.pages.enforcement import user_rule

    user = user_rule(lesson)
    assert user is not None
    missing = _missing(user, linter)
    if missing:
        return Unverified(case, missing)
    if any(is_unnamed(file.path) for file in case.files):
        user = replace(user, applies_to=())
    return _try_texts(lesson, case, lambda: _run_alone(user, case, linter))


def _missing(user: "UserPattern | UserCodes", linter: "Linter | None") -> str:
    """Why the linter that the rule needs cannot be run here; empty where it can, or needs none."""
    from hardwon.check import LinterFailed, UserPattern

    if isinstance(user, UserPattern):
        return ""
    if linter is None:
        return "nothing here runs ruff"
    try:
        linter.rules()
    except LinterFailed as failed:
        return str(failed)
    return ""


def _run_alone(user: "UserPattern | UserCodes", case: Case, linter: "Linter | None") -> "Report":
    from hardwon.check import UserPattern, check_texts

    names = [user.slug] if isinstance(user, UserPattern) else user.codes
    return check_texts(case.texts(), rules=names, users=[user], linter=linter)


def _try_texts(lesson: Lesson, case: Case, run: "Callable[[], Report]") -> Holds | Fails:
    report = run()
    begins = {file.path: file.line for file in case.files}
    for error in report.errors:
        if error.path not in begins:
            what, _, next_step = error.message.rpartition(" -> ")
            return Fails(case, what, next_step)
        line = begins[error.path] + max(error.line - 1, 0)
        return Fails(case, f"line {line}: {error.path}: {error.message}", "write code that can be parsed")
    fired = tuple(
        Fired(finding.path, begins.get(finding.path, case.line) + finding.line - 1, finding.message)
        for finding in report.findings
    )
    verdict = _judge(describe_rule(lesson.rule), case, fired)
    if isinstance(verdict, Fails) and case.bad and not any(report.ran.values()):
        return Fails(case, verdict.what, "name a file that `applies-to` covers, or correct it")
    return verdict


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
