"""Learning from what a journal has gained."""

from pathlib import Path

import pytest

from hardwon.core import SystemClock
from hardwon.lessons import learn, list_candidates
from hardwon.lessons.curation.candidates import Candidates
from hardwon.scribe import Registry
from hardwon.store import Journal, NewEvent, OwnerLock
from tests.scribe.transcripts import Desk, make_places

_TIME = "2026-03-01T10:00:00.000Z"
_WORDS = "no, don't mock the store. use a temporary directory, because mocks hide the locks"


def _session(name: str, *, start: dict[str, object], turn: dict[str, object]) -> list[NewEvent]:
    told: list[tuple[str, dict[str, object]]] = [
        ("session.started", {"agent": "python", **start}),
        ("session.turn", {"turn": "1", "speaker": "user", "text": "test the store"}),
        ("session.turn", {"turn": "2", "speaker": "assistant", "text": "I mock the store."}),
        ("session.turn", {"turn": "3", "speaker": "user", "text": _WORDS, **turn}),
    ]
    return [
        NewEvent(f"{name}:{number}", kind, _TIME, payload, name)
        for number, (kind, payload) in enumerate(told)
    ]


@pytest.mark.parametrize(
    ("start", "turn", "learnt"),
    [({}, {}, 1), ({"private": True}, {}, 0), ({}, {"private": ["reviewer"]}, 0)],
)
def test_what_is_private_teaches_nobody(
    tmp_path: Path, start: dict[str, object], turn: dict[str, object], learnt: int
) -> None:
    places = make_places(tmp_path / "repo")
    with (
        OwnerLock.acquire(places),
        Journal.open(places, projections=(Registry(), Candidates())) as journal,
    ):
        journal.append(_session("s1", start=start, turn=turn))
        assert learn(journal, Desk(journal), clock=SystemClock()) == learnt
        assert len(list_candidates(journal)) == learnt
