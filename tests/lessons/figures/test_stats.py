"""What the figures come to: hours, weeks, and which lessons never mattered."""

import os
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from hardwon.core import iso
from hardwon.lessons import Lesson, Stats, reckon
from hardwon.lessons.figures.counters import Counters
from hardwon.lessons.pages.lesson import BuiltInRule
from hardwon.store import NewEvent
from tests.lessons.figures.telling import BEGIN, commit, event, fixed, new
from tests.store.stores import Store

DAY = 86_400.0
NOW = BEGIN + timedelta(days=200)  # a Friday
ENDING = 200 * DAY


def lesson(slug: str = "load-inside", cost: int = 120, status: str = "adopted") -> Lesson:
    rule, page = BuiltInRule("detached-record"), f".hardwon/lessons/{slug}.md"
    return Lesson(slug, "Load inside", status, "gotcha", "Text.", page, cost=cost, rule=rule)


def prevented(at: float, print_: str = "aa", slug: str = "load-inside") -> list[NewEvent]:
    told = [new(at, print_, path=f"{print_}.py", lesson=slug), fixed(at + 60, print_, path=f"{print_}.py")]
    return [*told, commit(at + 90, f"{print_}.py")]


def stats(
    store: Store,
    told: Sequence[NewEvent],
    *lessons: Lesson,
    root: Path = Path("/nowhere"),
    since: date | None = None,
) -> Stats:
    with store.open(Counters()) as journal:
        journal.append(told)
        assert journal.behind == {}
        return reckon(journal, lessons or [lesson()], now=NOW, root=root, since=since)


def used(*more: NewEvent) -> list[NewEvent]:
    """A repository in which checks ran from the beginning to the end."""
    return [event("check.ran", 0), event("check.ran", ENDING - 60), *more]


def test_hours_are_prevented_times_cost_less_reading(store: Store) -> None:
    read = event("lesson.recalled", 0, slugs=["load-inside"], words={"load-inside": 500})
    found = stats(store, [*prevented(0), *prevented(DAY, "bb"), read])
    assert (found.spared, found.reading, found.saved) == (240, 2.5, 237.5)
    [one] = found.lessons
    assert (one.spared, one.reading, one.saved, one.counts["prevented"]) == (240, 2.5, 237.5, 2)
    assert found.assumptions


def test_a_lesson_without_a_cost_counts_nothing_and_is_named(store: Store) -> None:
    found = stats(store, prevented(0), lesson(cost=0))
    assert (found.spared, found.costless) == (0, ("load-inside",))


def test_who_saved_most_comes_first_and_candidates_do_not_come(store: Store) -> None:
    lessons = [
        lesson("cheap", 10),
        lesson("dear", 600),
        lesson("none"),
        lesson("waiting", status="candidate"),
    ]
    told = [*prevented(0, "aa", "cheap"), *prevented(0, "bb", "dear")]
    assert [one.slug for one in stats(store, told, *lessons).lessons] == ["dear", "cheap", "none"]


def test_a_retired_lesson_is_told_of_only_if_it_ever_did_anything(store: Store) -> None:
    lessons = [lesson("did", status="retired"), lesson("never", status="retired")]
    [one] = stats(store, prevented(0, "aa", "did"), *lessons).lessons
    assert (one.slug, one.status, one.saved) == ("did", "retired", 120)


def test_breaches_fall_into_their_weeks_with_a_lesson_or_without(store: Store) -> None:
    monday = (NOW - timedelta(days=NOW.weekday())).date()
    last_week = ENDING - 7 * DAY
    bare = event("finding.new", last_week, rule="lost-change", path="x.py", fingerprint="zz")
    told = [new(last_week, "aa"), new(last_week + 60, "bb"), new(ENDING, "cc"), new(0, "dd"), bare]
    found = stats(store, told)
    assert (len(found.weeks), found.weeks[-1]) == (12, monday.isoformat())
    [one] = found.lessons
    assert one.weeks == (*[0] * 10, 2, 1)
    assert found.rules == {"detached-record": one.weeks, "lost-change": (*[0] * 10, 1, 0)}


def test_since_counts_from_that_day_on_and_still_knows_when_each_was_the_last(store: Store) -> None:
    told = [*prevented(0), event("lesson.recalled", ENDING, slugs=["load-inside"])]
    [one] = stats(store, told, since=NOW.date()).lessons
    assert {what: count for what, count in one.counts.items() if count} == {"recalled": 1}
    assert one.last["prevented"] == iso(BEGIN + timedelta(seconds=60))
    assert one.last["recalled"] == iso(NOW)
    assert len(one.weeks) == 1


def test_what_nothing_asked_for_in_a_quarter_may_go(store: Store) -> None:
    [one] = stats(store, used()).lessons
    assert one.retire == "no recall and no breach in 200 days"
    assert stats(store, []).note == ""


def test_what_was_recalled_or_breached_lately_stays(store: Store) -> None:
    asked = event("lesson.recalled", ENDING - DAY, slugs=["recalled"])
    breach = new(ENDING - DAY, lesson="breached")
    shown = event("lesson.shown", ENDING - DAY, slugs=["shown"], where="session-start")
    lessons = [lesson("recalled"), lesson("breached"), lesson("shown")]
    found = stats(store, used(asked, breach, shown), *lessons)
    assert {one.slug: bool(one.retire) for one in found.lessons} == {
        "recalled": False, "breached": False, "shown": True,
    }  # fmt: skip
    assert next(one for one in found.lessons if one.retire).retire.endswith("though shown")


def test_a_lesson_that_has_not_been_there_for_long_stays(store: Store, tmp_path: Path) -> None:
    page = tmp_path / ".hardwon/lessons/written.md"
    page.parent.mkdir(parents=True)
    page.write_text("just now")
    os.utime(page, (NOW.timestamp() - DAY,) * 2)
    adopted = event("lesson.adopted", ENDING - DAY, slug="adopted")
    found = stats(store, used(adopted), lesson("adopted"), lesson("written"), root=tmp_path)
    assert [one.retire for one in found.lessons] == ["", ""]


def test_what_was_called_harmful_more_than_helpful_may_go(store: Store) -> None:
    told = [event("lesson.judged", ENDING, slug="load-inside", verdict="harmful") for _ in range(2)]
    [one] = stats(store, told).lessons
    assert one.retire == "called harmful 2 times, helpful 0"


def test_records_that_are_young_or_silent_judge_nobody(store: Store) -> None:
    assert stats(store, []).note == "which lessons never matter shows after 90 days of records"
    silent = stats(store, [event("check.ran", 0)])
    assert silent.note == "nothing was recalled or checked in 90 days: no lesson had a chance"
    assert [one.retire for one in silent.lessons] == [""]
