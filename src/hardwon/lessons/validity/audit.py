"""What no longer holds of the adopted lessons: evidence that is gone, files, rules, cases, each other."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from hardwon.lessons.pages.lesson import Lesson, Problem, RuffRule
from hardwon.lessons.pages.shelf import Shelf
from hardwon.lessons.pages.verification import verify
from hardwon.lessons.validity.contradictions import Contradiction, find_contradictions
from hardwon.lessons.validity.evidence import Stale, Unseen, judge_evidence
from hardwon.lessons.validity.ground import Ground

if TYPE_CHECKING:
    from hardwon.check import Linter

_WORDS = 3  # triggers that are named
About = Literal["evidence", "files", "rule", "triggers", "cases", "review", "cost"]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something about one lesson. One that is not `stale` still holds, but wants a look.

    `now` is what took the place of what is gone, empty where nobody knows.
    """

    lesson: Lesson
    about: About
    stale: bool
    what: str
    next_step: str
    now: str = ""


@dataclass(frozen=True, slots=True)
class Audit:
    """What came of looking at all lessons. `unseen` is evidence that cannot be judged from here, by slug."""

    lessons: int
    faults: tuple[Fault, ...]
    contradictions: tuple[Contradiction, ...]
    problems: tuple[Problem, ...]
    unseen: tuple[tuple[str, Unseen], ...]

    @property
    def failed(self) -> bool:
        """Whether something is stale or contradictory, or a page cannot be read."""
        return bool(self.contradictions or self.problems or any(fault.stale for fault in self.faults))


def audit(
    shelf: Shelf, ground: Ground, *, today: date, linter: "Linter | None" = None, run_cases: bool = False
) -> Audit:
    """Looks at every adopted lesson of `shelf`; in the order of their slugs.

    `linter` knows the rules of ruff; without one nothing is said of them. `run_cases` runs each rule on the
    cases of its page, as `verify` does.
    """
    lessons = shelf.adopted()
    faults: list[Fault] = []
    unseen: list[tuple[str, Unseen]] = []
    for lesson in lessons:
        faults += evidence_faults(lesson, ground)
        faults += _file_faults(lesson, ground)
        faults += _rule_faults(lesson, linter, run_cases)
        faults += _notes(lesson, today)
        judged = (judge_evidence(one, ground) for one in lesson.evidence)
        unseen += [(lesson.slug, one) for one in judged if isinstance(one, Unseen)]
    return Audit(len(lessons), tuple(faults), find_contradictions(lessons), shelf.problems(), tuple(unseen))


def evidence_faults(lesson: Lesson, ground: Ground) -> list[Fault]:
    """The evidence of one lesson that is gone."""
    found = []
    for evidence in lesson.evidence:
        judged = judge_evidence(evidence, ground)
        if isinstance(judged, Stale):
            step = f"write {judged.now}" if judged.now else "name what shows it today, or take the line out"
            found.append(Fault(lesson, "evidence", True, f"{evidence}: {judged.what}", step, judged.now))
    return found


def _file_faults(lesson: Lesson, ground: Ground) -> Iterator[Fault]:
    """Patterns that match no file, content triggers that stand in none."""
    globs = [glob for glob in lesson.applies_to if not glob.startswith("!")]
    empty = [glob for glob in globs if not ground.matches(glob)]
    for glob in empty:
        old = ground.remembers(glob)
        if old:
            new = ground.renamed(old)
            step = f"{old} is {new} now: write a pattern for it" if new else "write where the code is today"
            what = f"applies-to {glob} matches no file any more"
            # Where another pattern still matches, the lesson is still shown.
            yield Fault(lesson, "files", len(empty) == len(globs), what, step, new)
        elif len(empty) == len(globs):
            what = f"applies-to {glob} matches no file yet"
            yield Fault(lesson, "files", False, what, "see that it is spelt right")
    words = lesson.triggers.content
    if words and len(empty) < max(len(globs), 1) and not ground.says(words, lesson.applies_to):
        told = ", ".join(f"`{word}`" for word in words[:_WORDS])
        more = f" and {len(words) - _WORDS} more triggers" if len(words) > _WORDS else ""
        what = f"no file has {told}{more}"
        yield Fault(lesson, "triggers", False, what, "write words that stand in the code it is about")


def _rule_faults(lesson: Lesson, linter: "Linter | None", run_cases: bool) -> Iterator[Fault]:
    from hardwon.check import LinterFailed  # here: the list of commands must not load the analyzer

    if isinstance(lesson.rule, RuffRule) and linter is not None:
        try:
            known = linter.rules()
        except LinterFailed:
            known = {}
        for code in lesson.rule.codes if known else ():
            if not any(one.startswith(code) for one in known):
                step = "see `ruff linter`, or take the code out"
                yield Fault(lesson, "rule", True, f"ruff has no rule {code}", step)
    if run_cases:
        for failure in verify(lesson, linter).failures:
            where = f"case {failure.case.name} at line {failure.case.line}: " if failure.case else ""
            yield Fault(lesson, "cases", True, f"{where}{failure.what}", failure.next_step)


def _notes(lesson: Lesson, today: date) -> Iterator[Fault]:
    if lesson.review is not None and lesson.review < today:
        days = (today - lesson.review).days
        what = f"its review was due {days} day{'s' if days != 1 else ''} ago"
        yield Fault(lesson, "review", False, what, f"hardwon lessons review {lesson.slug}")
    if lesson.lacks_rule:
        what = f"enforce: {lesson.enforce} without a rule, so nothing is found"
        step = "name a rule, see docs/howto/write-a-rule.md, or write enforce: advise"
        yield Fault(lesson, "rule", False, what, step)
    if not lesson.evidence:
        step = "name what shows it: commit:…, session:…, file:PATH#SYMBOL, url:https://…"
        yield Fault(lesson, "evidence", False, "no evidence", step)
    if not lesson.cost:
        yield Fault(lesson, "cost", False, "no cost", "write what it cost to learn: cost: 1h")
