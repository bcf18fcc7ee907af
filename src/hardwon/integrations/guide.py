"""What the managed sections say: the agent guide, the docs index, the review checklist."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from hardwon.core import count_tokens
from hardwon.lessons import Lesson, PackQuestions, describe_cost, questions_of, worth

EVERYWHERE = ("*.py", "**/*.py", "**/*.pyi", "**/*", "**")
"""Scopes that tell a reader nothing."""
_SUMMARY = 220  # characters of a lesson's first paragraph that the guide gives
_ENFORCED = {"deny": 2, "warn": 1, "advise": 0}
_BOXES = 8  # of the review template: nobody ticks through a longer list
_MUST_READ_COST = 60  # minutes: what cost an hour is read before the work

_ELSEWHERE = 8  # folders with a guide of their own that the top one names

_GUIDE_HEAD = """\
## Lessons this team has paid for

Read them before you change code here; each is a page, `.hardwon/lessons/<name>.md`. After a change run
`hardwon check`; for more, `hardwon recall "WORDS"`. (Made from the pages: change those, run `hardwon sync`.)

"""
_FOLDER_HEAD = """\
## Lessons paid for in `{folder}`

Read them before you change code here; each is a page, `.hardwon/lessons/<name>.md` at the repository's top.
(Made from the pages: change those, run `hardwon sync`.)

"""
_REVIEW_HEAD = """\
## Lessons

Tick what holds; strike out what this change does not touch. What bears on this diff, and no more, says
`hardwon lessons checklist`, or the comment of `hardwon review`.

"""
_GUIDE_SHORT = "Lessons of this team: `.hardwon/README.md`. After a change run `hardwon check`.\n"


def by_value(lessons: Iterable[Lesson], prevented: Mapping[str, int] | None = None) -> list[Lesson]:
    """The adopted ones of `lessons`, most valuable first: by worth, then enforcement, then name.

    `prevented` says by slug how often each has prevented a breach, as far as that is known to everybody.
    """
    adopted = (lesson for lesson in lessons if lesson.status == "adopted")
    counts = prevented or {}
    return sorted(
        adopted,
        key=lambda one: (-worth(one, counts.get(one.slug, 0)), -_ENFORCED[one.enforce], one.slug),
    )


def guide_section(
    lessons: Iterable[Lesson],
    *,
    budget: int,
    folder: str = "",
    elsewhere: Mapping[str, int] | None = None,
    prevented: Mapping[str, int] | None = None,
) -> str:
    """The section for CLAUDE.md and AGENTS.md, at most `budget` tokens; most valuable lessons first.

    The best are told in a sentence, the next by their title, the rest are counted. A budget too small for
    the introduction gives one line. `folder` is the sub-tree that the lessons are about, `elsewhere` counts
    the lessons of folders that have a guide of their own.
    """
    ranked = by_value(lessons, prevented)
    head = _FOLDER_HEAD.format(folder=_escape(folder) + "/") if folder else _GUIDE_HEAD
    others = _others(elsewhere or {})
    room = budget - sum(map(count_tokens, (head, others, _more(len(ranked)))))
    if room <= 0:
        return _GUIDE_SHORT
    if not ranked:
        none = "None is adopted yet: `hardwon lessons inbox` shows the candidates.\n"
        return head + (others.lstrip("\n") or none)
    told = [_told(lesson, folder) for lesson in ranked]
    entries = _fit(told, room)
    if len(entries) < len(ranked):
        entries = _fit(told, room * 2 // 3)
        spent = sum(map(count_tokens, entries))
        entries += _fit([_titled(lesson) for lesson in ranked[len(entries) :]], room - spent)
    left = len(ranked) - len(entries)
    return head + "".join(entries) + (_more(left) if left else "") + others


def lesson_index(lessons: Iterable[Lesson], checklist: Sequence[str] = ()) -> str:
    """The index of all adopted lessons for `.hardwon/README.md`: what must be read first on top.

    `checklist` is what to do before the work.
    """
    ranked = by_value(lessons)
    first = [lesson for lesson in ranked if lesson.cost >= _MUST_READ_COST]
    others = [lesson for lesson in ranked if lesson.cost < _MUST_READ_COST]
    parts = [
        "# Lessons this team has paid for\n\n"
        "Each is a page in `lessons/`; `hardwon check` keeps those that have a rule.\n"
    ]
    for heading, group in (("Read these first", first), ("And these", others)):
        if group:
            rows = "".join(_row(lesson) for lesson in group)
            parts.append(f"\n## {heading}\n\n| lesson | cost | kept by |\n| --- | --- | --- |\n{rows}")
    if not ranked:
        parts.append("\nNone is adopted yet: `hardwon lessons inbox` shows the candidates.\n")
    if checklist:
        parts.append("\n## Before the work\n\n" + "".join(f"- [ ] {_escape(item)}\n" for item in checklist))
    return "".join(parts)


def docs_entry(lessons: Iterable[Lesson]) -> str:
    """The entry in the project's own docs index.

    Paths, not links: documentation builders refuse links that lead out of their folder.
    """
    ranked = by_value(lessons)
    titles = "".join(
        f"- {_escape(lesson.title)} (`.hardwon/lessons/{lesson.slug}.md`)\n"
        for lesson in ranked
        if lesson.cost >= _MUST_READ_COST
    )
    must = f"Must-read before a change:\n\n{titles}" if titles else ""
    return (
        f"## Lessons learned\n\nAll of them, with what they cost: `.hardwon/README.md`. {must}".rstrip()
        + "\n"
    )


def review_checklist(
    lessons: Iterable[Lesson], questions: Sequence[str] = (), asked: Collection[str] = ()
) -> str:
    """The checklist for any pull request: what the most valuable adopted lessons ask, few enough to be read.

    A pack's `questions` are asked for its lessons, whose slugs are `asked`; the others ask by their titles.
    """
    packs = (PackQuestions(tuple(asked), (), tuple(questions)),)
    found = questions_of(by_value(lessons), packs)
    lines = "".join(f"- [ ] {_escape(one.after)} (`{one.lesson.slug}`)\n" for one in found[:_BOXES])
    more = f"\n{len(found) - _BOXES} more: `hardwon lessons list`.\n" if len(found) > _BOXES else ""
    return _REVIEW_HEAD + lines + more


def summary(lesson: Lesson) -> str:
    """The first paragraph of the lesson in one line, cut at a sentence's or a word's end; empty for none."""
    text = re.sub(r"^```.*?^```[^\n]*$", "", lesson.body, flags=re.MULTILINE | re.DOTALL)
    paragraphs = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text))
    first = next((part for part in paragraphs if part and not part.startswith(("#", "|", "<", "---"))), "")
    if len(first) <= _SUMMARY:
        return first
    cut = first[:_SUMMARY]
    sentence = cut.rfind(". ")
    return cut[: sentence + 1] if sentence > _SUMMARY // 3 else cut.rsplit(" ", 1)[0] + " …"


def _fit(entries: Sequence[str], room: int) -> list[str]:
    """As many of `entries`, from the first on, as `room` tokens hold."""
    kept: list[str] = []
    for entry in entries:
        room -= count_tokens(entry)
        if room < 0:
            break
        kept.append(entry)
    return kept


def _told(lesson: Lesson, folder: str) -> str:
    nothing_new = (*EVERYWHERE, f"{folder}/**", f"{folder}/")
    patterns = [f"`{pattern}`" for pattern in lesson.applies_to if pattern not in nothing_new]
    scope = f"; {', '.join(patterns)}" if patterns else ""
    what = summary(lesson)
    return _titled(lesson, scope=scope).rstrip("\n") + (f": {_escape(what)}\n" if what else "\n")


def _titled(lesson: Lesson, *, scope: str = "") -> str:
    cost = f", cost {describe_cost(lesson.cost)}" if lesson.cost else ""
    return f"- **{_escape(lesson.title)}** (`{lesson.slug}`{cost}{scope})\n"


def _more(count: int) -> str:
    return f"\n{count} more: `hardwon lessons list`, or `hardwon recall --file PATH` for a file at hand.\n"


def _others(elsewhere: Mapping[str, int]) -> str:
    """The line that names the folders whose lessons are told there; empty where there are none."""
    named = [f"`{_escape(folder)}/` {count}" for folder, count in sorted(elsewhere.items())]
    if not named:
        return ""
    more = f", and {len(named) - _ELSEWHERE} more folders" if len(named) > _ELSEWHERE else ""
    return f"\nTold in the guides of their folders: {', '.join(named[:_ELSEWHERE])}{more}.\n"


def _row(lesson: Lesson) -> str:
    title = _escape(lesson.title).replace("|", "\\|").replace("[", "\\[").replace("]", "\\]")
    cost = describe_cost(lesson.cost) if lesson.cost else ""
    kept = f"check ({lesson.enforce})" if lesson.rule else "reading"
    return f"| [{title}](lessons/{lesson.slug}.md) | {cost} | {kept} |\n"


def _escape(text: str) -> str:
    """One line that opens no HTML comment, which would hide what follows it."""
    return " ".join(text.replace("<!--", "&lt;!--").split())
