"""A review as one comment in Markdown, and what people ticked in it."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from hardwon.check import FileError, Finding
from hardwon.integrations.prose import code, plain
from hardwon.lessons import Checklist, Lesson, describe_cost

_MOST = 20  # findings that are told one by one; GitHub takes 65,536 characters
_LONGEST = 600  # characters of one sentence
_MARK = re.compile(r"<!-- hardwon:review(?: pr=(\d{1,9}))? -->")
_BOX = re.compile(r"\s*[-*+] \[([ xX])\] .*<!-- hardwon:box ([A-Za-z0-9][A-Za-z0-9_-]*) -->\s*")
_NOTHING = "No lesson bears on this change, and nothing was found on its lines."


@dataclass(frozen=True, slots=True)
class Review:
    """What there is to say about a change since the commit `since`.

    `findings` and what the baseline accepts, `accepted`, are those on changed lines. `lessons` are those
    that findings name, by slug.
    """

    since: str
    checklist: Checklist
    findings: tuple[Finding, ...] = ()
    accepted: tuple[Finding, ...] = ()
    errors: tuple[FileError, ...] = ()
    lessons: Mapping[str, Lesson] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def failing(self) -> tuple[Finding, ...]:
        """The findings that are more than advice."""
        return tuple(one for one in self.findings if one.severity != "advice")

    @property
    def says_something(self) -> bool:
        """Whether it is worth a comment: what was accepted long ago is none."""
        return bool(self.checklist.items or self.failing or self.errors)


@dataclass(frozen=True, slots=True)
class Boxes:
    """What was ticked of a comment, by lesson. `pr` is the pull request that it names, None for none."""

    lessons: Mapping[str, bool]
    pr: int | None = None

    @property
    def ticked(self) -> frozenset[str]:
        return frozenset(slug for slug, is_ticked in self.lessons.items() if is_ticked)


def is_comment(text: str) -> bool:
    """Whether `text` is such a comment: one that quotes it is none."""
    return _MARK.match(text) is not None


def read_boxes(text: str) -> Boxes | None:
    """The boxes of the comment in `text`, as it is or with words around it; None where there is none."""
    mark = _MARK.search(text)
    found = [match for line in text.splitlines() if (match := _BOX.fullmatch(line))]
    if mark is None:
        return None
    lessons: dict[str, bool] = {}
    for box in found:
        lessons[box[2]] = box[1] != " " or lessons.get(box[2], False)
    return Boxes(lessons, int(mark[1]) if mark[1] else None)


def write_comment(review: Review, *, pr: int | None = None, ticked: Collection[str] = ()) -> str:
    """The comment, with the boxes of the lessons `ticked` as people left them.

    A mark that nobody sees makes it known again.
    """
    mark = f"<!-- hardwon:review{f' pr={pr}' if pr else ''} -->\n"
    if not review.says_something:
        return f"{mark}{_NOTHING}\n"
    return mark + "\n".join(_parts(review, ticked))


def _parts(review: Review, ticked: Collection[str]) -> Iterator[str]:
    if review.checklist.items:
        yield "### What was learnt about such changes\n\nTick what holds.\n"
        for item in review.checklist.items:
            box = "x" if item.lesson.slug in ticked else " "
            about = f"{_named(item.lesson)}; {_cut(item.why)}"
            yield f"- [{box}] {plain(item.text)} ({about}) <!-- hardwon:box {item.lesson.slug} -->"
        if review.checklist.left:
            yield f"\nAnd {review.checklist.left} more, less close to it: `hardwon lessons list`."
        yield ""
    if review.failing:
        yield f"### Found on changed lines: {len(review.failing)}\n"
        yield from (_told(one, review.lessons) for one in review.failing[:_MOST])
        if len(review.failing) > _MOST:
            yield f"\nAnd {len(review.failing) - _MOST} more: `hardwon check --diff {_ref(review.since)}`."
        yield ""
    if review.accepted:
        yield f"Accepted in the baseline, on changed lines: {_counted(review.accepted)}.\n"
    for error in review.errors[:_MOST]:
        yield f"Not checked in full: {code(error.path)}: {_cut(error.message)}\n"


def _told(finding: Finding, lessons: Mapping[str, Lesson]) -> str:
    where = code(f"{finding.path}:{finding.line}")
    do = f" **Do:** {_cut(finding.do)}" if finding.do else ""
    lesson = lessons.get(finding.lesson or "")
    learnt = f" **Lesson:** {_cut(lesson.title)} ({_named(lesson)})" if lesson else ""
    return f"- {where} {finding.severity}, {code(finding.rule)}: {_cut(finding.message)}{do}{learnt}"


def _named(lesson: Lesson) -> str:
    cost = f", cost {describe_cost(lesson.cost)}" if lesson.cost else ""
    return f"{code(lesson.path)}{cost}"


def _counted(findings: Collection[Finding]) -> str:
    by_rule = Counter(one.rule for one in findings)
    return ", ".join(f"{count} {code(rule)}" for rule, count in sorted(by_rule.items()))


def _cut(text: str) -> str:
    return plain(text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …")


def _ref(reference: str) -> str:
    return reference.replace("`", "'")
