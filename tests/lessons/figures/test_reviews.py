"""What reviews come to: boxes that were ticked, and how long they took."""

from collections.abc import Sequence
from datetime import date

import pytest

from hardwon.core import SystemClock
from hardwon.lessons import review_ended
from hardwon.lessons.figures.notes import BadTimes
from hardwon.lessons.figures.reviews import KIND, ReviewFigures, reckon_reviews
from hardwon.store import NewEvent
from tests.store.stores import Store

CLOCK = SystemClock()


def ended(pr: int, minutes: int | None, **lessons: bool) -> NewEvent:
    closed = f"2026-03-{pr:02}T{minutes // 60:02}:{minutes % 60:02}:00Z" if minutes is not None else ""
    opened = f"2026-03-{pr:02}T00:00:00Z" if minutes is not None else ""
    return review_ended(pr, lessons, clock=CLOCK, opened=opened, closed=closed)


def figures(store: Store, events: Sequence[NewEvent], since: date | None = None) -> ReviewFigures | None:
    with store.open() as journal:
        journal.append(events)
        return reckon_reviews(journal, since)


def test_boxes_are_summed_by_lesson_and_the_time_is_the_median(store: Store) -> None:
    found = figures(
        store, [ended(1, 10, a=True, b=False), ended(2, 30, a=False), ended(3, 600), ended(4, None, b=True)]
    )
    assert found == ReviewFigures(4, 4, 2, 3, 30.0, {"a": (2, 1), "b": (2, 1)})
    assert found.share == 0.5


def test_a_pull_request_counts_once_whoever_tells_of_it(store: Store) -> None:
    found = figures(store, [ended(1, 10, a=True), ended(1, 40, a=False)])
    assert found == ReviewFigures(1, 1, 1, 1, 10.0, {"a": (1, 1)})


def test_since_leaves_out_what_ended_before(store: Store) -> None:
    found = figures(store, [ended(1, 10, a=True), ended(2, 20, a=False)], date(2026, 3, 2))
    assert found == ReviewFigures(1, 1, 0, 1, 20.0, {"a": (1, 0)})


def test_without_reviews_there_are_no_figures_and_without_boxes_no_share(store: Store) -> None:
    assert figures(store, []) is None
    found = figures(store, [ended(1, None)])
    assert found == ReviewFigures(1, 0, 0, 0, None, {})
    assert found.share is None


@pytest.mark.parametrize(
    "told", [{}, {"lessons": [1], "minutes": "x"}, {"lessons": {"a": 3}, "minutes": None}]
)
def test_an_event_of_another_shape_stops_nothing(store: Store, told: dict[str, object]) -> None:
    found = figures(store, [NewEvent("r:1", KIND, "2026-03-01T00:00:00.000Z", told)])
    assert found == ReviewFigures(1, 0, 0, 0, None, {})


def test_the_event_tells_slugs_times_and_a_number_and_nobody() -> None:
    event = ended(7, 90, a=True, b=False)
    assert (event.source, event.kind, event.time) == (
        "review.ended:7", "review.ended", "2026-03-07T01:30:00.000Z",
    )  # fmt: skip
    assert event.payload == {
        "pr": 7,
        "boxes": 2,
        "ticked": 1,
        "lessons": {"a": True, "b": False},
        "opened": "2026-03-07T00:00:00.000Z",
        "closed": "2026-03-07T01:30:00.000Z",
        "minutes": 90,
    }


@pytest.mark.parametrize(
    ("opened", "closed"), [("soon", ""), ("", "12"), ("2026-03-02T00:00:00Z", "2026-03-01T00:00:00Z")]
)
def test_times_that_cannot_be_are_refused(opened: str, closed: str) -> None:
    with pytest.raises(BadTimes):
        review_ended(1, {}, clock=CLOCK, opened=opened, closed=closed)
