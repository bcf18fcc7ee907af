"""Lessons come and go by a line of their page and an event each."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hardwon.core import Places, find_places
from hardwon.lessons import (
    BadLesson,
    Candidate,
    Candidates,
    NoSuchLesson,
    Said,
    Shelf,
    adopt,
    list_candidates,
    new_lesson,
    retire,
)
from hardwon.lessons.curation.decisions import NotCurated, take_candidates
from hardwon.lessons.extraction.candidate import make_candidate
from hardwon.store import Journal, JournalReader, NewEvent
from tests.lessons.samples import GOOD


class Noon:
    def now(self) -> datetime:
        return datetime(2026, 1, 1, 12, tzinfo=UTC)

    def monotonic(self) -> float:
        return 0.0


class Box:
    """A sink that keeps what it is given."""

    def __init__(self) -> None:
        self.events: list[NewEvent] = []

    def append(self, events: Sequence[NewEvent]) -> int | None:
        self.events.extend(events)
        return len(events)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / ".hardwon/lessons")


def candidate(title: str = "Load records in the task", body: str = "They are detached.") -> Candidate:
    return make_candidate(
        title, body, kind="fix", evidence=("session:a#1",), score=0.8, reasons=("r",), origin="session"
    )


def without_pages(event: NewEvent) -> dict[str, object]:
    return {key: value for key, value in event.payload.items() if key != "pages"}


def test_a_new_lesson_is_a_page_that_waits_to_be_filled_in(shelf: Shelf) -> None:
    lesson = new_lesson(shelf, "Close the client: always", clock=Noon(), kind="pattern", cost=45)
    assert (lesson.slug, lesson.status, lesson.kind, lesson.cost) == (
        "close-the-client-always",
        "candidate",
        "pattern",
        45,
    )
    assert lesson.review == date(2026, 4, 2)
    assert shelf.get("close-the-client-always") == lesson
    assert "hardwon lessons verify" in lesson.body


def test_a_page_that_is_there_is_not_written_over(shelf: Shelf) -> None:
    first = new_lesson(shelf, "A b c", clock=Noon())
    with pytest.raises(NotCurated, match=r"a-b-c\.md is there already"):
        new_lesson(shelf, "A, b: c!", clock=Noon())
    assert shelf.get("a-b-c") == first
    with pytest.raises(NotCurated, match="makes no file name"):
        new_lesson(shelf, "日本語", clock=Noon())
    with pytest.raises(BadLesson, match="`kind` is `nonsense`"):
        new_lesson(shelf, "Other", clock=Noon(), kind="nonsense")


def test_an_adopted_candidate_is_a_page_with_its_evidence_and_an_event(shelf: Shelf) -> None:
    box = Box()
    lesson = adopt(shelf, "", candidate=candidate(), sink=box, clock=Noon())
    assert (lesson.slug, lesson.status, lesson.kind) == ("load-records-in-the-task", "adopted", "fix")
    assert lesson.evidence == ("session:a#1",)
    assert lesson.body == "They are detached."
    [event] = box.events
    assert (event.kind, without_pages(event)) == (
        "lesson.adopted",
        {"slug": "load-records-in-the-task", "id": candidate().id},
    )


def test_a_second_candidate_of_that_title_gets_a_name_of_its_own(shelf: Shelf) -> None:
    names = [adopt(shelf, "", candidate=candidate(), sink=Box(), clock=Noon()).slug for _ in range(3)]
    assert names == ["load-records-in-the-task", "load-records-in-the-task-2", "load-records-in-the-task-3"]


def test_secrets_and_homes_do_not_get_onto_a_page(shelf: Shelf) -> None:
    secret = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
    lesson = adopt(
        shelf, "", candidate=candidate(body=f"Use {secret} from /home/ann/x.py"), sink=Box(), clock=Noon()
    )
    text = (shelf.folder / f"{lesson.slug}.md").read_text()
    assert secret not in text
    assert "/home/ann" not in text
    assert "~/x.py" in text


def test_a_secret_that_is_said_while_deciding_does_not_get_onto_a_page(shelf: Shelf) -> None:
    secret = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
    new = new_lesson(shelf, f"Deploy with {secret}", clock=Noon())
    (shelf.folder / "load.md").write_text(GOOD)
    retire(shelf, "load", because=f"DEBUG: token={secret}", sink=Box(), clock=Noon())
    adopt(shelf, "load", candidate=None, sink=Box(), clock=Noon(), said=Said(title=f"Use {secret}"))
    retire(shelf, "load", because=f"{secret} is gone", sink=Box(), clock=Noon())
    assert new.title.startswith("Deploy with [redacted")
    written = "\n".join(f"{page.name}\n{page.read_text()}" for page in shelf.folder.iterdir())
    assert "[redacted:github-token] is gone" in written
    assert secret.casefold() not in written.casefold()


@pytest.mark.parametrize(
    "body", ["```python\nx = 1", "```python bad good\n```", "~~~\n```\n", "---\ntitle: b\n---"]
)
def test_a_body_that_would_break_its_page_is_quoted(shelf: Shelf, body: str) -> None:
    lesson = adopt(shelf, "", candidate=candidate(body=body), sink=Box(), clock=Noon())
    assert lesson.cases == ()
    assert body.split("\n")[0] in lesson.body


@pytest.mark.parametrize(
    "title", ["a: b # c", '"quoted" `code`', "yes", "- item", "100", "*star*", "key: [x", "日本語"]
)
def test_any_title_is_read_back_from_its_page(shelf: Shelf, title: str) -> None:
    assert adopt(shelf, "", candidate=candidate(title), sink=Box(), clock=Noon()).title == title


def test_a_page_is_retired_with_its_reason_and_comes_back(shelf: Shelf) -> None:
    shelf.folder.mkdir(parents=True)
    (shelf.folder / "load.md").write_text(GOOD)
    box = Box()
    retired = retire(shelf, "lo", because="the framework does it now", sink=box, clock=Noon())
    assert (retired.status, retired.because) == ("retired", "the framework does it now")
    assert shelf.adopted() == ()
    assert adopt(shelf, "load", candidate=None, sink=box, clock=Noon()).status == "adopted"
    assert (shelf.folder / "load.md").read_text() == GOOD
    assert [(event.kind, without_pages(event)) for event in box.events] == [
        ("lesson.retired", {"slug": "load", "because": "the framework does it now"}),
        ("lesson.adopted", {"slug": "load"}),
    ]
    assert len({event.source for event in box.events}) == 2


def test_what_makes_no_sense_is_refused_and_tells_nobody(shelf: Shelf) -> None:
    shelf.folder.mkdir(parents=True)
    (shelf.folder / "load.md").write_text(GOOD)
    box = Box()
    with pytest.raises(NotCurated, match="adopted already"):
        adopt(shelf, "load", candidate=None, sink=box, clock=Noon())
    with pytest.raises(NotCurated, match="for a reason"):
        retire(shelf, "load", because="  ", sink=box, clock=Noon())
    with pytest.raises(NoSuchLesson):
        retire(shelf, "other", because="x", sink=box, clock=Noon())
    retire(shelf, "load", because="x", sink=Box(), clock=Noon())
    with pytest.raises(NotCurated, match="retired already"):
        retire(shelf, "load", because="x", sink=box, clock=Noon())
    assert box.events == []


class JournalSink:
    def __init__(self, journal: Journal) -> None:
        self.journal = journal

    def append(self, events: Sequence[NewEvent]) -> int | None:
        return self.journal.append(events).added


def test_taking_candidates_again_adds_nothing(tmp_path: Path) -> None:
    places: Places = find_places(tmp_path, runtime=tmp_path)
    with (
        Journal.open(places, clock=Noon(), projections=[Candidates()]) as journal,
        JournalReader.open(places) as reader,
    ):
        sink = JournalSink(journal)
        assert take_candidates([candidate(), candidate("Another thing")], reader, sink, clock=Noon()) == 2
        assert take_candidates([candidate(), candidate("Another thing")], reader, sink, clock=Noon()) == 0
        assert len(list_candidates(reader)) == 2


def test_what_may_not_be_kept_comes_in_no_way_and_paths_become_the_repositorys(tmp_path: Path) -> None:
    places: Places = find_places(tmp_path, runtime=tmp_path)
    with (
        Journal.open(places, clock=Noon(), projections=[Candidates()]) as journal,
        JournalReader.open(places) as reader,
    ):
        found = [
            candidate("All tests pass", "Done."),
            candidate("Close the pool in /srv/shop/app/db.py", "Else it leaks. All tests pass."),
        ]
        take_candidates(found, reader, JournalSink(journal), clock=Noon(), roots=("/srv/shop",))
        [kept] = list_candidates(reader)
    assert (kept.title, kept.body) == ("Close the pool in app/db.py", "Else it leaks.")
    assert kept.reasons == (
        "r",
        "cleaned: 1 report of routine left out",
        "cleaned: 1 path made relative",
    )
