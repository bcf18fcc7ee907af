"""Two adopted lessons of which one says to do what the other says to leave."""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from hardwon.lessons.pages.commands import command_breaches
from hardwon.lessons.pages.lesson import Case, CommandRule, Lesson
from hardwon.lessons.pages.verification import commands_of
from hardwon.lessons.validity.directives import Directive, Preference, Said, Words, directives

_OPPOSITE = (frozenset(("with", "without")), frozenset(("in", "outside")))
_RUN = re.compile(
    r"(?:^|[.:;]\s+|^\s*[-*]\s+)(?:run|use|call|type)\s+`([^`\n]+)`", re.IGNORECASE | re.MULTILINE
)
_GLOB = re.compile(r"[*?\[{]")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """`one` and `other`, adopted both, by slug; `what` says how they contradict each other."""

    one: Lesson
    other: Lesson
    what: str

    @property
    def next_step(self) -> str:
        slugs = f"{self.one.slug} or {self.other.slug}"
        return f'say on the pages where each holds, or: hardwon lessons retire {slugs} --because "…"'


def find_contradictions(lessons: Iterable[Lesson]) -> tuple[Contradiction, ...]:
    """Pairs of adopted lessons that cannot both be followed, one reason each, by their slugs.

    Found are: the same told and forbidden; X preferred to Y and Y to X; what is preferred forbidden, or what
    it is preferred to told; the bad case of one as the good case of another; a command that one stops and
    another recommends. What holds under another condition, or for other files, is no contradiction, and
    neither is an exception: `never run it against production` beside `run it`.
    """
    adopted = sorted((one for one in lessons if one.status == "adopted"), key=lambda one: one.slug)
    said = {one.slug: tuple(directives(one.title, one.body)) for one in adopted}
    found = []
    for one, other in combinations(adopted, 2):
        if not _may_meet(one.applies_to, other.applies_to):
            continue
        whats = (
            *_said_against(said[one.slug], said[other.slug]),
            *_shown_against(one, other),
            *_stopped(one, other),
            *_stopped(other, one),
        )
        if whats:
            found.append(Contradiction(one, other, whats[0]))
    return tuple(found)


def _said_against(mine: Sequence[Said], yours: Sequence[Said]) -> Iterator[str]:
    for one in mine:
        for other in yours:
            if _oppose(one, other) or _oppose(other, one):
                yield f"“{one.text}” against “{other.text}”"


def _oppose(one: Said, other: Said) -> bool:
    match one, other:
        case Directive(), Directive():
            return _told_and_forbidden(one, other) or _with_and_without(one, other)
        case Preference(), Preference():
            turned = one.wanted == other.unwanted and one.unwanted == other.wanted
            return turned and _same_case(one.condition, other.condition)
        case Preference(), Directive(verb="use"):
            judged = one.unwanted if other.positive else one.wanted
            return judged == other.what and (not other.condition or one.condition == other.condition)
    return False


def _told_and_forbidden(one: Directive, other: Directive) -> bool:
    """Whether `one` tells what `other` forbids, always or in the same case."""
    if not one.positive or other.positive or (one.verb, one.what) != (other.verb, other.what):
        return False
    # Forbidden in some case only is an exception to what is told in general.
    more = one.condition - other.condition
    if other.condition <= one.condition and not more.isdisjoint(("when", "if", "while")):
        return True
    return other.condition == one.condition or (not other.condition and "except" not in one.condition)


def _with_and_without(one: Directive, other: Directive) -> bool:
    """Whether both tell the same, one `with` and the other `without`."""
    if not one.positive or not other.positive or (one.verb, one.what) != (other.verb, other.what):
        return False
    return one.condition ^ other.condition in _OPPOSITE and len(one.condition) > 1


def _same_case(one: Words, other: Words) -> bool:
    return one == other or not one or not other


def _shown_against(one: Lesson, other: Lesson) -> Iterator[str]:
    for mine, yours in ((one, other), (other, one)):
        good = {_normal(text): case.name for case, text in _own_texts(yours, bad=False)}
        for case, text in _own_texts(mine, bad=True):
            if _normal(text) in good:
                shown = good[_normal(text)]
                yield f"bad case {case.name} of {mine.slug} is good case {shown} of {yours.slug}"


def _own_texts(lesson: Lesson, *, bad: bool) -> Iterator[tuple[Case, str]]:
    """The files that make a case bad, or good: those that its other side does not have as they are."""
    for case in lesson.cases:
        if case.bad != bad or not (bad or _is_advice(case, lesson)):
            continue
        twins = {text for twin in lesson.cases if twin.name == case.name and twin.bad != bad
                 for text in twin.texts().values()}  # fmt: skip
        own = [text for text in case.texts().values() if text not in twins and text.strip()]
        # Of several files without a twin some may be there for both sides: nobody can tell.
        yield from ((case, text) for text in own if twins or len(own) == 1)


def _normal(text: str) -> str:
    """A block without what a reader does not see as a difference: comments, spaces, quotes in Python."""
    try:
        return ast.dump(ast.parse(text))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        lines = (re.sub(r"\s+", " ", line).strip() for line in text.splitlines())
        return "\n".join(
            line.removeprefix("$ ") for line in lines if line and not line.startswith(("#", "//"))
        )


def _stopped(one: Lesson, other: Lesson) -> Iterator[str]:
    """Commands that `one` stops, or warns of, and `other` recommends."""
    if not isinstance(one.rule, CommandRule) or one.enforce == "advise":
        return
    verb = "denies" if one.enforce == "deny" else "warns of"
    for command in _recommended(other):
        if command_breaches(one.rule, command):
            yield f"{one.slug} {verb} `{command}`, which {other.slug} recommends"


def _recommended(lesson: Lesson) -> Iterator[str]:
    """The commands that a page says to run: in its prose, and in good blocks that are advice."""
    for case in lesson.cases:
        if not case.bad and _is_advice(case, lesson):
            yield from commands_of(case)
    prose = re.sub(r"^(```|~~~).*?(?:^\1[^\n]*$|\Z)", "", lesson.body, flags=re.MULTILINE | re.DOTALL)
    for text in (lesson.title, prose):
        yield from _RUN.findall(text)


def _is_advice(good: Case, lesson: Lesson) -> bool:
    """Whether a good block shows what to do: beside a rule on commands only as the cure of a bad case.

    Others show what the rule leaves alone.
    """
    bad = {case.name for case in lesson.cases if case.bad}
    return good.name in bad or not isinstance(lesson.rule, CommandRule)


def _may_meet(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether some file may match patterns of both; False only where it is sure that none does."""
    if not one or not other:
        return True
    places = [[_place(glob) for glob in globs if not glob.startswith("!")] for globs in (one, other)]
    return any(
        (a.startswith(b) or b.startswith(a)) and (not x or not y or x == y)
        for a, x in places[0]
        for b, y in places[1]
    )


def _place(glob: str) -> tuple[str, str]:
    """The folder before the first wildcard, and the ending of the files; both may be empty."""
    written = glob.removeprefix("/")
    wild = _GLOB.search(written)
    folder = written[: wild.start()] if wild else written
    ending = re.search(r"\.(\w+)$", written)
    return (folder if "/" in written else ""), ending[1] if ending else ""
