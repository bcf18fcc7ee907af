"""What the daemon could not do is an event, from whatever thread and however it was noticed."""

import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path

import pytest

from hardwon.assembly.troubles import TroubleLog, Troubles
from hardwon.core import HardwonError, SystemClock, find_places, new_id
from hardwon.store import Appended, Event, Journal, NewEvent, StoreError

TIME = "2026-11-21T09:30:00.000Z"


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    places = find_places(tmp_path, runtime=tmp_path / "run")
    with Journal.open(places, clock=SystemClock()) as journal:
        yield journal


def settled(journal: Journal) -> list[Event]:
    """All events, once those that were on their way are there."""
    journal.append([NewEvent(new_id(SystemClock()), "k", TIME, {})])
    return [event for event in journal.read() if event.kind == "daemon.trouble"]


def test_a_trouble_is_shown_and_kept_and_the_same_one_not_again_and_again(journal: Journal) -> None:
    shown: list[str] = []
    troubles = Troubles(journal, SystemClock(), lambda error: shown.append(str(error)))
    for _ in range(5):
        troubles(HardwonError("the index is full", next_step="free some space"))
    troubles(HardwonError("the page broke", next_step="mend it"))
    assert shown == ["the index is full -> free some space", "the page broke -> mend it"]
    assert [event.payload for event in settled(journal)] == [
        {"error": "the index is full", "next_step": "free some space"},
        {"error": "the page broke", "next_step": "mend it"},
    ]


class Stubborn(Journal):
    """A journal that refuses to write as long as its disk is full."""

    is_full = False

    def submit(self, events: Sequence[NewEvent]) -> "Future[Appended]":
        if not self.is_full:
            return super().submit(events)
        refused: Future[Appended] = Future()
        refused.set_exception(StoreError("no room left", next_step="free some space"))
        return refused


def test_a_trouble_that_could_not_be_written_is_once_the_store_can_be(tmp_path: Path) -> None:
    places = find_places(tmp_path, runtime=tmp_path / "run")
    with Stubborn.open(places, clock=SystemClock()) as journal:
        troubles = Troubles(journal, SystemClock(), lambda _: None)
        journal.is_full = True
        troubles(HardwonError("no room left", next_step="free some space"))
        journal.is_full = False
        settled(journal)  # the first thing that is written lets it follow
        settled(journal)
        assert [event.payload["error"] for event in settled(journal)] == ["no room left"]


def test_a_subscriber_that_dies_is_an_event(journal: Journal) -> None:
    handler = TroubleLog(Troubles(journal, SystemClock(), lambda _: None))
    logger = logging.getLogger("hardwon")
    logger.addHandler(handler)

    def dying(events: Sequence[Event]) -> None:
        raise ValueError("a defect")

    try:
        journal.subscribe(dying)
        journal.append([NewEvent("one", "k", TIME, {})])
        [event] = settled(journal)
    finally:
        logger.removeHandler(handler)
    assert "listener" in event.payload["error"]
    assert "ValueError: a defect" in event.payload["error"]
