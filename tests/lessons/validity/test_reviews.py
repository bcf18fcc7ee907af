"""Which lessons are due, and what each answer of a review does."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from hardwon.lessons import Shelf, change_lesson, due_lessons, keep_lesson, retire_reviewed
from hardwon.lessons.curation.decisions import NotCurated
from hardwon.store import NewEvent
from tests.store.stores import SetClock

_CLOCK = SetClock(datetime(2026, 11, 21, 12, tzinfo=UTC))
_PAGE = "---\r\ntitle: A  # why\r\nstatus: adopted\r\nreview: 2026-11-01   # a quarter\r\n---\r\nText.\r\n"


class _Sink:
    def __init__(self) -> None:
        self.events: list[NewEvent] = []

    def append(self, events: Sequence[NewEvent]) -> int:
        self.events += events
        return len(events)

    def told(self) -> list[tuple[str, object]]:
        return [
            (one.kind, {key: value for key, value in one.payload.items() if key != "pages"})
            for one in self.events
        ]


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    folder = tmp_path / ".hardwon/lessons"
    folder.mkdir(parents=True)
    (folder / "a.md").write_bytes(_PAGE.encode())
    return Shelf(folder)


def put(shelf: Shelf, slug: str, *lines: str, status: str = "adopted") -> None:
    text = "\n".join(["---", f"title: {slug}", f"status: {status}", *lines, "---", "Text."])
    (shelf.folder / f"{slug}.md").write_text(text)
    shelf.forget()


def test_those_are_due_whose_day_has_come_the_longest_due_first(shelf: Shelf) -> None:
    put(shelf, "today", "review: 2026-11-21")
    put(shelf, "tomorrow", "review: 2026-11-22")
    put(shelf, "old", "review: 2026-01-01")
    put(shelf, "retired", "review: 2026-01-01", status="retired")
    put(shelf, "candidate", "review: 2026-01-01", status="candidate")
    today = date(2026, 11, 21)
    assert [one.lesson.slug for one in due_lessons(shelf.lessons(), today)] == ["old", "a", "today"]
    soon = due_lessons(shelf.lessons(), today, within=timedelta(days=1))
    assert [one.lesson.slug for one in soon] == ["old", "a", "today", "tomorrow"]


def test_a_page_without_a_day_is_due_a_quarter_after_its_last_change(shelf: Shelf) -> None:
    put(shelf, "plain")
    today = date(2026, 11, 21)
    path = ".hardwon/lessons/plain.md"
    lessons = [shelf.get("plain")]
    assert due_lessons(lessons, today) == []
    assert due_lessons(lessons, today, last_changes={path: "2026-08-23"}) == []
    [due] = due_lessons(lessons, today, last_changes={path: "2026-08-22"})
    assert (due.day, due.assumed) == (today, True)


def test_keeping_moves_the_day_by_a_quarter_and_touches_no_other_byte(shelf: Shelf) -> None:
    sink = _Sink()
    lesson, day = keep_lesson(shelf, "a", sink=sink, clock=_CLOCK)
    assert (lesson.review, day) == (date(2027, 2, 20), date(2027, 2, 20))
    assert (shelf.folder / "a.md").read_bytes() == _PAGE.replace("2026-11-01", "2027-02-20").encode()
    assert sink.told() == [("lesson.reviewed", {"slug": "a", "decision": "keep", "until": "2027-02-20"})]


def test_a_lesson_can_be_kept_until_a_day_that_is_to_come(shelf: Shelf) -> None:
    lesson, _ = keep_lesson(shelf, "a", sink=_Sink(), clock=_CLOCK, until=date(2027, 6, 30))
    assert lesson.review == date(2027, 6, 30)
    with pytest.raises(NotCurated, match="2026-11-21 is not in the future"):
        keep_lesson(shelf, "a", sink=_Sink(), clock=_CLOCK, until=date(2026, 11, 21))


def test_what_is_to_be_changed_stays_due_until_it_is(shelf: Shelf) -> None:
    sink = _Sink()
    assert change_lesson(shelf, "a", sink=sink, clock=_CLOCK)[1] is None
    assert (shelf.folder / "a.md").read_bytes() == _PAGE.encode()
    lesson, day = change_lesson(shelf, "a", sink=sink, clock=_CLOCK, changed=True)
    assert lesson.review == day == date(2027, 2, 20)
    payloads = [payload for _, payload in sink.told()]
    assert payloads == [
        {"slug": "a", "decision": "change", "until": None},
        {"slug": "a", "decision": "change", "until": "2027-02-20"},
    ]


def test_a_later_day_that_its_editor_wrote_stays(shelf: Shelf) -> None:
    put(shelf, "later", "review: 2028-01-01")
    _, day = change_lesson(shelf, "later", sink=_Sink(), clock=_CLOCK, changed=True)
    assert day == date(2028, 1, 1)


def test_retiring_in_a_review_retires_and_says_so(shelf: Shelf) -> None:
    sink = _Sink()
    lesson = retire_reviewed(shelf, "a", because="no longer so", sink=sink, clock=_CLOCK)
    assert (lesson.status, lesson.because) == ("retired", "no longer so")
    assert [kind for kind, _ in sink.told()] == ["lesson.retired", "lesson.reviewed"]
    with pytest.raises(NotCurated, match="a is retired"):
        keep_lesson(shelf, "a", sink=sink, clock=_CLOCK)


def test_without_a_reason_nothing_is_retired(shelf: Shelf) -> None:
    sink = _Sink()
    with pytest.raises(NotCurated):
        retire_reviewed(shelf, "a", because=" ", sink=sink, clock=_CLOCK)
    assert sink.events == []
    assert (shelf.folder / "a.md").read_bytes() == _PAGE.encode()
