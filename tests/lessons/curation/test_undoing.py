"""Every decision can be taken back, and the taking back, too; a person's own change is never lost."""

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hardwon.lessons import (
    Candidate,
    Candidates,
    Shelf,
    adopt,
    change_lesson,
    keep_lesson,
    list_candidates,
    list_decisions,
    merge,
    reject,
    retire,
    retire_reviewed,
    undo,
)
from hardwon.lessons.curation.candidates import list_decided
from hardwon.lessons.curation.decisions import NotCurated, Said, take_candidates
from hardwon.lessons.curation.telling import Statement, learn_from
from hardwon.lessons.extraction.candidate import make_candidate
from hardwon.lessons.pages.change import PageChanged, compare_pages
from hardwon.store import NewEvent
from tests.lessons.curation.desk import TIME, Desk, Noon
from tests.lessons.samples import GOOD
from tests.store.stores import Store


def back(desk: Desk, last: int = 1, name: str = "") -> list[str]:
    done = undo(desk.shelf, desk.journal, desk, clock=Noon(), last=last, name=name)
    return [f"{one.decision.word} {one.decision.about}" for one in done]


def states(desk: Desk) -> dict[str, str]:
    return {one.candidate.title: one.state for one in list_decided(desk.journal)}


def pages(desk: Desk) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in desk.shelf.folder.glob("*.md")}


def test_an_adoption_is_undone_and_done_again_byte_for_byte(desk: Desk) -> None:
    one = desk.wait("Load records in the task", "They are detached.")
    adopt(desk.shelf, "", candidate=one, sink=desk, clock=Noon(), said=Said(cost=90, enforce="warn"))
    written = pages(desk)
    assert b"cost: 1h30m" in written["load-records-in-the-task.md"]
    assert back(desk) == ["adopted load-records-in-the-task"]
    assert (pages(desk), states(desk)) == ({}, {"Load records in the task": "waiting"})
    assert back(desk) == ["undone (adopted) load-records-in-the-task"]
    assert (pages(desk), states(desk)) == (written, {"Load records in the task": "adopted"})
    assert back(desk, name="load") == ["adopted load-records-in-the-task"]
    assert states(desk) == {"Load records in the task": "waiting"}


def test_pages_get_the_bytes_they_had(desk: Desk) -> None:
    page = GOOD.replace("\n", "\r\n")
    desk.put("load", page)
    one = desk.wait("Records are detached", evidence=("session:z#9",))
    merge(desk.shelf, one, desk.shelf.get("load"), sink=desk, clock=Noon())
    retire(desk.shelf, "load", because="the framework does it", sink=desk, clock=Noon())
    adopt(desk.shelf, "load", candidate=None, sink=desk, clock=Noon())
    assert desk.shelf.get("load").evidence == ("commit:4be1", "session:abc#12", "session:z#9")
    assert back(desk, last=3) == ["adopted load", "retired load", f"merged {one.id}"]
    assert pages(desk) == {"load.md": page.encode()}
    assert states(desk) == {"Records are detached": "waiting"}


def test_a_page_that_a_person_changed_since_is_named_and_left(desk: Desk) -> None:
    file = desk.put("load", GOOD)
    retire(desk.shelf, "load", because="x", sink=desk, clock=Noon())
    changed = file.read_bytes() + b"More.\n"
    file.write_bytes(changed)
    with pytest.raises(PageChanged, match=r"\.hardwon/lessons/load\.md has been changed since"):
        back(desk)
    assert file.read_bytes() == changed
    assert [one.standing for one in list_decisions(desk.journal)] == [True]


def test_what_a_later_decision_builds_on_is_taken_back_after_it(desk: Desk) -> None:
    one = desk.wait("Load records in the task")
    adopt(desk.shelf, "", candidate=one, sink=desk, clock=Noon())
    retire(desk.shelf, "load", because="x", sink=desk, clock=Noon())
    with pytest.raises(NotCurated, match=r"was retired after it was adopted.*undo load-records-in-the-task"):
        back(desk, name=one.id)
    assert back(desk, last=2) == ["retired load-records-in-the-task", "adopted load-records-in-the-task"]
    assert pages(desk) == {}


def test_a_review_is_undone_with_what_it_made_of_the_page(desk: Desk) -> None:
    desk.put("load", GOOD)
    retire_reviewed(desk.shelf, "load", because="x", sink=desk, clock=Noon())
    assert back(desk) == ["reviewed load", "retired load"]
    assert pages(desk) == {"load.md": GOOD.encode()}
    change_lesson(desk.shelf, "load", sink=desk, clock=Noon())
    assert back(desk) == ["reviewed load"]
    keep_lesson(desk.shelf, "load", sink=desk, clock=Noon())
    assert pages(desk) != {"load.md": GOOD.encode()}
    assert back(desk) == ["reviewed load"]
    assert pages(desk) == {"load.md": GOOD.encode()}


def test_a_review_whose_page_nobody_described_is_refused_with_the_page(desk: Desk) -> None:
    told = {"slug": "load", "decision": "keep", "until": "2027-01-01"}
    desk.put("load", GOOD)
    desk.append([NewEvent("lesson.reviewed:1", "lesson.reviewed", TIME, told)])
    with pytest.raises(NotCurated, match=r"git log -p -- \.hardwon/lessons/load\.md"):
        back(desk)
    assert pages(desk) == {"load.md": GOOD.encode()}


def test_where_nothing_was_decided_nothing_is_taken_back(desk: Desk) -> None:
    with pytest.raises(NotCurated, match="no decision is there"):
        back(desk)
    desk.wait("Load records")
    with pytest.raises(NotCurated, match="no decision about load is there"):
        back(desk, name="load")


def test_what_a_person_said_is_taken_back_and_may_be_said_again(desk: Desk) -> None:
    for _ in range(2):
        learn_from(Statement("The cache is cold at noon."), desk.shelf, desk.journal, desk, clock=Noon())
        assert [one.title for one in list_candidates(desk.journal)] == ["The cache is cold at noon"]
        back(desk)
        assert list_candidates(desk.journal) == []
        assert states(desk) == {"The cache is cold at noon": "withdrawn"}
    desk.wait("The cache is cold at noon", "The cache is cold at noon")
    assert states(desk) == {"The cache is cold at noon": "waiting"}


def test_what_was_rejected_never_waits_again_in_whatever_words(desk: Desk) -> None:
    one = desk.wait("Never run migrations by hand, use `make migrate`.")
    reject(one, because="one release only", sink=desk, clock=Noon())
    again = [
        desk_candidate("Don't run migrations manually; use `make migrate`.", "session:b#1"),
        desk_candidate("Never run migrations by hand, use `make migrate`.", "session:b#2"),
    ]
    take_candidates(again, desk.journal, desk, clock=Noon())
    [known] = list_decided(desk.journal)
    assert (known.state, known.because) == ("rejected", "one release only")
    assert set(known.candidate.evidence) == {"session:a#1", "session:b#1", "session:b#2"}
    other = desk_candidate("Always run migrations by hand, use `make migrate`.", "session:b#3")
    take_candidates([other], desk.journal, desk, clock=Noon())
    assert [one.title for one in list_candidates(desk.journal)] == [other.title]
    back(desk, name=known.candidate.id)
    assert len(list_candidates(desk.journal)) == 2


def desk_candidate(title: str, evidence: str) -> Candidate:
    return make_candidate(
        title, title, kind="fix", evidence=(evidence,), score=0.8, reasons=("r",), origin="session"
    )


def test_both_evidences_are_shown_of_merged_candidates_until_that_is_undone(desk: Desk) -> None:
    names = ("The pool starves", "Workers hang at night", "The nightly job stops")
    pool, workers, nightly = (desk.wait(title, evidence=(f"session:{n}#1",)) for n, title in enumerate(names))
    merge(desk.shelf, nightly, workers, sink=desk, clock=Noon())
    merge(desk.shelf, workers, pool, sink=desk, clock=Noon())
    [shown] = list_candidates(desk.journal)
    assert shown.evidence == ("session:0#1", "session:1#1", "session:2#1")
    back(desk)
    assert {one.title: len(one.evidence) for one in list_candidates(desk.journal)} == {
        "The pool starves": 1,
        "Workers hang at night": 2,
    }
    with pytest.raises(NotCurated, match="cannot be merged into itself"):
        merge(desk.shelf, pool, pool, sink=desk, clock=Noon())


def test_a_path_in_an_event_leads_nowhere_outside_of_the_shelf(desk: Desk) -> None:
    outside = desk.root / "precious.md"
    outside.write_bytes(b"x")
    change = compare_pages("../../precious.md", None, b"x").document()
    desk.append([NewEvent("lesson.retired:1", "lesson.retired", TIME, {"slug": "a", "pages": [change]})])
    with pytest.raises(PageChanged, match="is gone"):
        back(desk)
    assert outside.read_bytes() == b"x"


_IDS = st.sampled_from(["c-1", "c-2", "c-3"])
_SOURCES = st.integers(0, 30).map(lambda number: f"e{number}")
_EVENTS = st.lists(
    st.one_of(
        st.tuples(
            st.just("lesson.candidate"),
            st.fixed_dictionaries(
                {"id": _IDS, "title": st.just("t"), "from": st.sampled_from(["person", "session"])}
            ),
        ),
        st.tuples(st.just("lesson.adopted"), st.fixed_dictionaries({"id": _IDS, "slug": st.just("s")})),
        st.tuples(st.just("lesson.rejected"), st.fixed_dictionaries({"id": _IDS, "because": st.just("b")})),
        st.tuples(st.just("lesson.merged"), st.fixed_dictionaries({"id": _IDS, "into": _IDS})),
        st.tuples(st.just("lesson.retired"), st.fixed_dictionaries({"slug": st.just("s")})),
        st.tuples(st.just("lesson.reviewed"), st.just({"slug": "s", "decision": "keep"})),
        st.tuples(st.just("lesson.undone"), st.fixed_dictionaries({"of": _SOURCES, "id": _IDS})),
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=_EVENTS, cut=st.integers(0, 30), round_=st.uuids())
def test_a_replay_gives_the_same_tables_whatever_was_decided(
    store: Store, told: list[tuple[str, dict[str, object]]], cut: int, round_: object
) -> None:
    # Names of their own for each example: all of them end up in one journal.
    def own(value: object) -> object:
        return f"{value}-{round_}" if str(value).startswith(("c-", "e")) else value

    events = [
        NewEvent(f"e{number}-{round_}", kind, TIME, {key: own(value) for key, value in payload.items()})
        for number, (kind, payload) in enumerate(told)
    ]
    with store.open(Candidates()) as journal:
        journal.append(events[:cut])
        for event in events[cut:]:
            journal.append([event])
        tables = Candidates.metadata.sorted_tables
        before = [sorted(map(tuple, journal.query(sa.select(table))), key=repr) for table in tables]
        journal.rebuild(Candidates())
        assert journal.behind == {}
        after = [sorted(map(tuple, journal.query(sa.select(table))), key=repr) for table in tables]
        assert after == before


def test_a_shelf_without_a_folder_has_nothing_to_undo(desk: Desk) -> None:
    empty = Shelf(desk.root / "nowhere/lessons", root=desk.root)
    one = desk.wait("Load records")
    reject(one, because="x", sink=desk, clock=Noon())
    assert len(undo(empty, desk.journal, desk, clock=Noon())) == 1
    assert len(list_candidates(desk.journal)) == 1
