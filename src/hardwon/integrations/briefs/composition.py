"""Makes a brief of what is wanted and what is known."""

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from hardwon.integrations.briefs.brief import Brief, BriefFile, BriefLesson, Earlier, Order, Surroundings
from hardwon.integrations.briefs.gaps import find_gaps
from hardwon.integrations.briefs.portable import portable
from hardwon.lessons import Lesson, Unit, changed_symbols

_SYMBOLS = 8  # of a file
_LONGEST = 240  # characters of what a lesson says to do
_EARLIER = 400  # characters of an earlier decision
_MOST_EARLIER = 4
_FLOOR = 0.25  # of the best unit's score: below it one is about something else
_SAME = 0.7  # of the words of two findings, where both say the same
_TELLING = frozenset({"worklog", "debt", "commit"})  # kinds of units that say what was done or found
_SAID = frozenset({"turn", "thought"})
_DECIDED = re.compile(
    r"\b(?:decid(?:e|ed|es|ing)|decision|agreed|settled on|root cause|the cause (?:is|was)|turn(?:s|ed) out"
    r"|instead of|rather than|must (?:not|never)|never again|does(?: not|n't) work because|fixed by)\b",
    re.IGNORECASE,
)
_FENCED = re.compile(r"^(```|~~~).*?(?:^\1.*?$|\Z)", re.MULTILINE | re.DOTALL)
_MADE = re.compile(r"\b(?:create|creates|write|add|make|new|generate|put|save|scaffold)\b", re.IGNORECASE)
_TEST = re.compile(r"(?:^|/)(?:tests?/|test_[^/]*$|[^/]*_test\.\w+$|[^/]*\.(?:test|spec)\.\w+$)")


def make_brief(order: Order, around: Surroundings) -> Brief:
    """The brief for `order`, with what it lacks; asks nobody, so that the same gives the same.

    Lessons are those of the checklist, then those that the files call for, each once.
    """

    def plain(text: str) -> str:
        return portable(text.strip(), around.tree)

    def all_of(texts: Iterable[str]) -> tuple[str, ...]:
        return tuple(plain(text) for text in texts if text.strip())

    files = tuple(_file(path, order, around) for path in dict.fromkeys(order.files))
    brief = Brief(
        task=plain(order.task),
        expect=plain(order.expect),
        returns=plain(order.returns),
        decisions=all_of(order.decisions),
        assumptions=all_of(order.assumptions),
        done_when=(*all_of(order.done_when), *_checks(files)),
        agent=order.agent,
        files=files,
        lessons=tuple(_lessons(around)),
        earlier=tuple(_earlier(around)),
        state=around.state,
    )
    return replace(brief, missing=find_gaps(brief, order, around))


def _file(path: str, order: Order, around: Surroundings) -> BriefFile:
    text = around.texts.get(path)
    if text is None:
        is_new = is_to_be_made(path, order.task)
        return BriefFile(path, "to be made" if is_new else "not there", there=False, is_new=is_new)
    lines = text.splitlines()
    symbols = changed_symbols(lines, [(1, len(lines))]) if lines else ()
    words = set(re.findall(r"\w+", order.task))
    named = [symbol for symbol in symbols if symbol in words]
    reasons = [f"defines {', '.join(f'`{one}`' for one in named[:4])}, which the task names"] if named else []
    if path in around.state.changed:
        reasons.append("changed and not committed")
    if _TEST.search(path):
        reasons.append("tests")
    why = "; ".join(reasons) or "named for this task"
    ordered = tuple(dict.fromkeys((*named, *(one for one in symbols if not one.startswith("_")), *symbols)))
    return BriefFile(path, why, lines=len(lines), symbols=ordered[:_SYMBOLS])


def is_to_be_made(path: str, task: str) -> bool:
    """Whether the task says that the file is to be made: it is named in a sentence that speaks of making."""
    name = Path(path).name
    sentences = re.split(r"(?<=[.!?;])\s+|\n+", task)
    return any(name in sentence and _MADE.search(sentence) for sentence in sentences)


def _lessons(around: Surroundings) -> Iterable[BriefLesson]:
    seen: set[str] = set()
    called = [(item.lesson, item.why) for item in around.checklist.items]
    for lesson, why in [*called, *((lesson, "") for lesson in around.lessons)]:
        if lesson.slug not in seen:
            seen.add(lesson.slug)
            yield BriefLesson(lesson.slug, lesson.title, _doing(lesson), why, lesson.path, lesson.cost)


def _doing(lesson: Lesson) -> str:
    """What the page says to do: its second paragraph, as pages begin with the reason; else the first."""
    prose = _FENCED.sub("", lesson.body)
    paragraphs = [" ".join(one.split()) for one in re.split(r"\n\s*\n", prose)]
    paragraphs = [one for one in paragraphs if one and not one.startswith(("#", "|", "<"))]
    if not paragraphs:
        return ""
    return shortened(paragraphs[min(1, len(paragraphs) - 1)], _LONGEST)


def _earlier(around: Surroundings) -> Iterable[Earlier]:
    """What units say that was decided or found out, at most `_MOST_EARLIER`; nothing said twice."""
    best = max((unit.score for unit in around.earlier), default=0.0)
    said: list[frozenset[str]] = []
    for unit in around.earlier:
        text = _telling(unit) if unit.score >= _FLOOR * best else ""
        words = frozenset(re.findall(r"\w+", text.casefold()))
        if not words or any(len(words & other) >= _SAME * min(len(words), len(other)) for other in said):
            continue
        said.append(words)
        yield Earlier(unit.source, portable(shortened(text, _EARLIER), around.tree))
        if len(said) == _MOST_EARLIER:
            return


def _telling(unit: Unit) -> str:
    """What of a unit tells of a decision: of what was said in a session, the sentences that do."""
    text = " ".join(unit.text.split())
    if unit.kind in _TELLING:
        return text
    if unit.kind not in _SAID:
        return ""
    return " ".join(one for one in re.split(r"(?<=[.!?])\s+", text) if _DECIDED.search(one))


def _checks(files: Iterable[BriefFile]) -> Iterable[str]:
    """What can be checked of any work on these files."""
    there = [file for file in files if file.there or file.is_new]
    sources = [file.path for file in there if file.path.endswith((".py", ".pyi"))]
    if sources:
        yield f"`hardwon check {' '.join(sources)}` finds nothing new"


def shortened(text: str, longest: int) -> str:
    """`text` of at most `longest` characters, cut at a sentence where that keeps half, else at a word."""
    if len(text) <= longest:
        return text
    cut = text[:longest]
    end = max(cut.rfind(". "), cut.rfind("! "), cut.rfind("? "))
    return cut[: end + 1] if end >= longest // 2 else f"{cut.rpartition(' ')[0]} …"
