"""The candidates' table follows the journal, whole or replayed."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from hardwon.core import Places, find_places
from hardwon.lessons import Candidates, NoSuchLesson, find_candidate, list_candidates
from hardwon.lessons.extraction.candidate import candidate_events, make_candidate
from hardwon.store import Journal, JournalReader, NewEvent

TIME = "2026-01-01T00:00:00.000Z"


class Noon:
    def now(self) -> datetime:
        return datetime(2026, 1, 1, 12, tzinfo=UTC)

    def monotonic(self) -> float:
        return 0.0


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return find_places(tmp_path, runtime=tmp_path)


def opened(places: Places) -> Journal:
    return Journal.open(places, clock=Noon(), projections=[Candidates()])


def told(title: str, evidence: str = "session:a#1", score: float = 0.7) -> NewEvent:
    candidate = make_candidate(
        title,
        f"body of {title}",
        kind="fix",
        evidence=[evidence],
        score=score,
        reasons=["r"],
        origin="session",
    )
    return candidate_events([candidate], time=TIME)[0]


def decided(kind: str, payload: dict[str, object]) -> NewEvent:
    return NewEvent(f"{kind}:{payload}", kind, TIME, payload)


def test_an_absent_journal_has_no_candidates(places: Places) -> None:
    with JournalReader.open(places) as reader:
        assert list_candidates(reader) == []
        assert find_candidate(reader, "c-1") is None


def test_candidates_are_listed_best_first(places: Places) -> None:
    with opened(places) as journal:
        journal.append(
            [told("first thing", score=0.7), told("second thing", score=0.9), told("third thing", score=0.7)]
        )
        assert [one.title for one in list_candidates(journal)] == [
            "second thing",
            "first thing",
            "third thing",
        ]
    with JournalReader.open(places) as reader:
        assert list_candidates(reader)[0].evidence == ("session:a#1",)


def test_new_evidence_joins_the_old_and_a_guides_line_replaces_its_own(places: Places) -> None:
    with opened(places) as journal:
        for evidence in ("session:a#1", "guide:CLAUDE.md#L3", "guide:CLAUDE.md#L9"):
            journal.append([told("one thing", evidence)])
        [candidate] = list_candidates(journal)
    assert candidate.evidence == ("session:a#1", "guide:CLAUDE.md#L9")


@pytest.mark.parametrize("kind", ["lesson.adopted", "lesson.rejected"])
def test_what_was_decided_waits_no_longer_and_does_not_come_back(places: Places, kind: str) -> None:
    with opened(places) as journal:
        event = told("one thing")
        journal.append([event, told("other thing")])
        journal.append([decided(kind, {"id": event.payload["id"], "slug": "one-thing"})])
        journal.append([told("one thing", "session:z#9")])
        assert [one.title for one in list_candidates(journal)] == ["other thing"]
        everything = {one.title: one.evidence for one in list_candidates(journal, all_states=True)}
        assert everything["one thing"] == ("session:a#1", "session:z#9")


def test_a_page_that_is_adopted_decides_no_candidate(places: Places) -> None:
    with opened(places) as journal:
        journal.append([told("one thing"), decided("lesson.adopted", {"slug": "x"})])
        assert len(list_candidates(journal)) == 1


def test_a_candidate_is_found_by_the_beginning_of_its_id(places: Places) -> None:
    with opened(places) as journal:
        journal.append([told(f"thing number {number}") for number in range(40)])
        candidate = list_candidates(journal)[0]
        assert find_candidate(journal, candidate.id) == candidate
        assert find_candidate(journal, candidate.id[:-1]) == candidate
        assert find_candidate(journal, "c-zzzzzzzzzzzz") is None
        assert find_candidate(journal, "job") is None
        with pytest.raises(NoSuchLesson, match="40 candidates begin with c-"):
            find_candidate(journal, "c-")


def test_events_that_say_too_little_do_not_stop_the_journal(places: Places) -> None:
    with opened(places) as journal:
        journal.append(
            [decided("lesson.candidate", {}), decided("lesson.candidate", {"id": "c-1", "title": "bare"})]
        )
        [bare] = list_candidates(journal)
    assert (bare.title, bare.kind, bare.body, bare.evidence, bare.score) == ("bare", "gotcha", "", (), 0.0)


@pytest.mark.parametrize(
    "odd",
    [
        {"score": "high"}, {"score": float("nan")}, {"score": [1]}, {"evidence": 5}, {"evidence": [1, None]},
        {"reasons": 5}, {"files": 7}, {"cost": 10**30}, {"cost": "2h"},
    ],
)  # fmt: skip
def test_events_that_say_it_oddly_do_not_stop_the_journal(places: Places, odd: dict[str, object]) -> None:
    with opened(places) as journal:
        journal.append([decided("lesson.candidate", {"id": "c-1", "title": "odd", **odd})])
        assert journal.behind == {}
        [one] = list_candidates(journal)
    assert (one.title, one.score, one.evidence, one.reasons, one.files, one.cost) == ("odd", 0, (), (), (), 0)


def test_a_replay_gives_the_same_table(places: Places) -> None:
    with opened(places) as journal:
        journal.append([told("one thing"), told("two things"), told("one thing", "session:b#2")])
        journal.append([decided("lesson.rejected", {"id": told("two things").payload["id"]})])
        before = journal.query(sa.select(Candidates.metadata.tables["candidate"]))
        journal.rebuild(Candidates())
        assert journal.query(sa.select(Candidates.metadata.tables["candidate"])) == before
        assert len(before) == 2


def test_the_migration_makes_the_table_that_is_written_to(places: Places) -> None:
    with opened(places):
        pass
    engine = sa.create_engine(f"sqlite:///{places.journal}")
    there = {column["name"]: str(column["type"]) for column in sa.inspect(engine).get_columns("candidate")}
    indexes = {index["name"] for index in sa.inspect(engine).get_indexes("candidate")}
    engine.dispose()
    table = Candidates.metadata.tables["candidate"]
    assert there == {column.name: str(column.type) for column in table.columns}
    assert indexes == {index.name for index in table.indexes}
