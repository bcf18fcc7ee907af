"""What lessons came to, reckoned up: which prevent most, which never matter, how many hours they saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from hardwon.core import iso, parse_iso
from hardwon.lessons.figures.reviews import ReviewFigures, reckon_reviews
from hardwon.lessons.figures.tables import FIGURE, MARK
from hardwon.lessons.pages.lesson import Lesson, describe_rule
from hardwon.lessons.pages.reading import READING

if TYPE_CHECKING:
    from hardwon.store import JournalReader

QUIET_DAYS = 90
WEEKS = 12

_MATTERS = ("recalled", "followed", "breached", "prevented", "helpful")
COUNTED = ("recalled", "shown", "followed", "breached", "prevented", "helpful", "harmful")

ASSUMPTIONS = (
    "a breach that was prevented would have cost once more what the lesson cost to learn",
    "a lesson without a cost saves nothing that can be counted",
    f"people read {READING} words a minute; only words printed to a person's terminal are counted",
    "a breach is prevented when it was blocked, or was found and gone before a commit touched its file",
)


@dataclass(frozen=True, slots=True)
class LessonFigures:
    """One lesson's figures. `cost` and `reading` are minutes; `weeks` are breaches, oldest first.

    `last` has the time of the last of each of `COUNTED` that ever happened, and of nothing else; `retire`
    says why it should go, if anything speaks for that.
    """

    slug: str
    title: str
    status: str
    rule: str
    cost: int
    counts: Mapping[str, int]
    last: Mapping[str, str]
    weeks: tuple[int, ...]
    reading: float
    retire: str = ""

    @property
    def spared(self) -> int:
        """Minutes: prevented times cost."""
        return self.counts["prevented"] * self.cost

    @property
    def saved(self) -> float:
        """Minutes: those spared, less those that people read."""
        return round(self.spared - self.reading, 1)


@dataclass(frozen=True, slots=True)
class Stats:
    """All figures. `since` and `weeks` are dates, of Mondays the latter; minutes throughout.

    `lessons`: who saved most comes first. `rules` has breaches a week, with a lesson or without; `costless`
    names lessons that prevented something and say no cost; `note` says why no retirement is suggested, if
    that cannot be judged; `reviews` is None where none was recorded.
    """

    since: str
    weeks: tuple[str, ...]
    lessons: tuple[LessonFigures, ...]
    rules: Mapping[str, tuple[int, ...]]
    costless: tuple[str, ...]
    note: str = ""
    assumptions: tuple[str, ...] = ASSUMPTIONS
    reviews: ReviewFigures | None = None

    @property
    def spared(self) -> int:
        """Minutes: prevented times cost."""
        return sum(one.spared for one in self.lessons)

    @property
    def reading(self) -> float:
        """Minutes that people read."""
        return round(sum(one.reading for one in self.lessons), 1)

    @property
    def saved(self) -> float:
        """Minutes: those spared, less those that people read."""
        return round(self.spared - self.reading, 1)


@dataclass(slots=True)
class _Sums:
    counts: dict[str, int] = field(default_factory=dict)
    ever: dict[str, str] = field(default_factory=dict)
    weeks: dict[str, int] = field(default_factory=dict)


def reckon(
    reader: "JournalReader",
    lessons: Sequence[Lesson],
    *,
    now: datetime,
    root: Path,
    since: date | None = None,
) -> Stats:
    """The figures of `lessons` (of any status; candidates are left out) since a day, or from the beginning.

    Retirement is suggested for an adopted lesson that nothing has asked for in `QUIET_DAYS`, if it has been
    there for as long and others were recalled or findings were looked for meanwhile. `root` is the
    repository's: the age of a page that no event tells of is that of its file.
    """
    weeks = _weeks(now, since)
    sums, rules = _sums(reader, weeks, since)
    begun = _begun(reader)
    note = _silence(reader, now, begun)
    standings = [
        _standing(
            one, sums.get(one.slug, _Sums()), weeks, "" if note else _quiet(one, sums, now, begun, root)
        )
        for one in lessons
        if one.status == "adopted" or (one.status == "retired" and one.slug in sums)
    ]
    standings.sort(key=_worth)
    costless = sorted(one.slug for one in standings if not one.cost and one.counts["prevented"])
    first = since.isoformat() if since else ""
    reviews = reckon_reviews(reader, since)
    return Stats(first, weeks, tuple(standings), rules, tuple(costless), note, reviews=reviews)


def _worth(one: LessonFigures) -> tuple[float, int, int, int, str]:
    counts = one.counts
    return (
        -one.saved,
        -counts["prevented"],
        -counts["breached"],
        -counts["recalled"],
        one.slug,
    )


def _standing(lesson: Lesson, sums: _Sums, weeks: Sequence[str], retire: str) -> LessonFigures:
    counts = {what: sums.counts.get(what, 0) for what in COUNTED}
    return LessonFigures(
        slug=lesson.slug,
        title=lesson.title,
        status=lesson.status,
        rule=describe_rule(lesson.rule),
        cost=lesson.cost,
        counts=counts,
        last={what: sums.ever[what] for what in COUNTED if what in sums.ever},
        weeks=tuple(sums.weeks.get(week, 0) for week in weeks),
        reading=round(sums.counts.get("words", 0) / READING, 1),
        retire=retire or _harm(lesson, sums),
    )


def _sums(
    reader: "JournalReader", weeks: Sequence[str], since: date | None
) -> tuple[dict[str, _Sums], dict[str, tuple[int, ...]]]:
    by_slug: dict[str, _Sums] = {}
    by_rule: dict[str, dict[str, int]] = {}
    first = since.isoformat() if since else ""
    rows: list[Any] = list(reader.query(sa.select(FIGURE).where(FIGURE.c.count > 0)))
    for row in rows:
        week = _monday(date.fromisoformat(row.day)).isoformat()
        if row.rule and row.what == "breached" and row.day >= first:
            of_rule = by_rule.setdefault(row.rule, {})
            of_rule[week] = of_rule.get(week, 0) + row.count
        if not row.slug:
            continue
        sums = by_slug.setdefault(row.slug, _Sums())
        sums.ever[row.what] = max(row.last, sums.ever.get(row.what, ""))
        if row.day < first:
            continue
        sums.counts[row.what] = sums.counts.get(row.what, 0) + row.count
        if row.what == "breached":
            sums.weeks[week] = sums.weeks.get(week, 0) + row.count
    rules = {rule: tuple(of.get(week, 0) for week in weeks) for rule, of in sorted(by_rule.items())}
    return by_slug, rules


def _quiet(lesson: Lesson, sums: Mapping[str, _Sums], now: datetime, begun: str, root: Path) -> str:
    """Why an adopted lesson should go that nothing has asked for; empty where something has.

    What was before the records begin, nobody knows.
    """
    if lesson.status != "adopted":
        return ""
    ever = sums[lesson.slug].ever if lesson.slug in sums else {}
    there = ever.get("adopted") or _written(root / lesson.path)
    latest = max([begun, there, *(ever[what] for what in _MATTERS if what in ever)])
    days = (now - parse_iso(latest)).days if latest else 0
    if days < QUIET_DAYS:
        return ""
    shown = " though shown" if "shown" in ever else ""
    return f"no recall and no breach in {days} days{shown}"


def _harm(lesson: Lesson, sums: _Sums) -> str:
    helpful, harmful = (sums.counts.get(what, 0) for what in ("helpful", "harmful"))
    if lesson.status != "adopted" or harmful < 2 or harmful <= helpful:
        return ""
    return f"called harmful {harmful} times, helpful {helpful}"


def _begun(reader: "JournalReader") -> str:
    """When the records begin: the time of the first event; imported ones are older than what was counted."""
    row = FIGURE.c
    counted = reader.query(sa.select(sa.func.min(row.day)).where(row.day != ""))
    looked = [event.time for event in reader.read(limit=1, kinds=("check.ran",))]
    days = [str(counted[0][0])] if counted and counted[0][0] else []
    return min([*days, *looked], default="")


def _silence(reader: "JournalReader", now: datetime, begun: str) -> str:
    """Why nothing can be said of lessons that nothing asked for; empty where something can."""
    since = iso(now - timedelta(days=QUIET_DAYS))
    if not begun or begun > since:
        return f"which lessons never matter shows after {QUIET_DAYS} days of records"
    looked = reader.query(sa.select(MARK.c.value).where(MARK.c.name == "looked"))
    if looked and str(looked[0][0]) > since:
        return ""
    row = FIGURE.c
    asked = reader.query(sa.select(row.last).where(row.what == "recalled", row.last > since).limit(1))
    return "" if asked else f"nothing was recalled or checked in {QUIET_DAYS} days: no lesson had a chance"


def _written(page: Path) -> str:
    try:
        return iso(datetime.fromtimestamp(page.stat().st_mtime, UTC))
    except OSError:
        return ""


def _weeks(now: datetime, since: date | None) -> tuple[str, ...]:
    this = _monday(now.date())
    first = max(this - timedelta(weeks=WEEKS - 1), _monday(since) if since else date.min)
    return tuple((first + timedelta(weeks=n)).isoformat() for n in range((this - first).days // 7 + 1))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
