"""What the floors below know, as rows of the page."""

from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from hardwon.check import Finding, Report
from hardwon.core import SystemClock, find_places
from hardwon.lessons import Candidate, Lesson
from hardwon.scribe import Session
from hardwon.server import DashboardSource, FindingRow, read_dashboard
from hardwon.server.knowledge import sort_findings
from hardwon.store import Event, Journal, NewEvent


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal.open(find_places(tmp_path, runtime=tmp_path), clock=SystemClock()) as journal:
        yield journal


async def nothing(after: int) -> AsyncIterator[Sequence[Event]]:
    yield []


def source_over(journal: Journal, **more: Any) -> DashboardSource:
    parts: dict[str, Any] = {
        "reader": journal,
        "sessions": list,
        "session_count": lambda: 0,
        "lessons": tuple,
        "candidates": list,
        "report": lambda: None,
        "follow": nothing,
    }
    return read_dashboard("shop-api", **(parts | more))


def lesson(slug: str, **more: Any) -> Lesson:
    fields: dict[str, Any] = {
        "slug": slug, "title": slug.title(), "status": "adopted", "kind": "gotcha", "body": "", "path": "x",
    }  # fmt: skip
    return Lesson(**(fields | more))


def candidate(name: str, *evidence: str) -> Candidate:
    return Candidate(name, name.title(), "fix", "", evidence, 0.9, (), "guide")


def finding(**more: Any) -> Finding:
    fields: dict[str, Any] = {
        "rule": "r", "path": "a.py", "line": 1, "column": 1, "end_line": 1, "end_column": 2, "message": "m",
    }  # fmt: skip
    return Finding(**(fields | more))


def test_before_the_first_check_no_number_of_files_is_told(journal: Journal) -> None:
    summary = source_over(journal).summary()
    assert (summary.files, summary.errors, summary.events) == (None, 0, 0)
    assert summary.epoch == journal.epoch


def test_the_figures_count_what_there_is(journal: Journal) -> None:
    journal.append([NewEvent("s", "k", "2026-11-21T09:30:00.000Z", {})])
    report = Report((finding(severity="error"), finding(severity="advice")), 12)
    summary = source_over(
        journal,
        lessons=lambda: (lesson("a"), lesson("b", status="candidate"), lesson("c", status="retired")),
        candidates=lambda: [candidate("c-1")],
        session_count=lambda: 31,
        report=lambda: report,
        branch=lambda: "main",
        watching=lambda: "12 files watched",
    ).summary()
    assert summary.model_dump(exclude={"epoch", "version"}) == {
        "repository": "shop-api", "branch": "main", "offset": 1, "files": 12, "sessions": 31, "lessons": 1,
        "candidates": 2, "errors": 1, "warnings": 0, "advice": 1, "events": 1, "watching": "12 files watched",
    }  # fmt: skip


def test_lessons_come_dearest_first_then_candidates_and_no_retired_ones(journal: Journal) -> None:
    rows = source_over(
        journal,
        lessons=lambda: (lesson("cheap", cost=20), lesson("dear", cost=120), lesson("old", status="retired")),
        candidates=lambda: [candidate("c-1", "guide:CLAUDE.md#L88", "session:4be1c2d99a#7")],
    ).lessons()
    assert [(row.slug, row.status, row.cost) for row in rows] == [
        ("dear", "adopted", 120),
        ("cheap", "adopted", 20),
        ("c-1", "candidate", None),
    ]
    assert rows[2].source == "CLAUDE.md line 88 and 1 more"


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        ("guide:docs/a.md", "docs/a.md"),
        ("commit:4be1c2d99abcdef", "commit 4be1c2d99"),
        ("session:4be1c2d99abc#12", "session 4be1c2d9 line 12"),
        ("session:4be1", "session 4be1"),
        ("hearsay", "hearsay"),
    ],
)
def test_evidence_is_told_in_words(journal: Journal, evidence: str, words: str) -> None:
    [row] = source_over(journal, candidates=lambda: [candidate("c", evidence)]).lessons()
    assert row.source == words


def test_a_finding_names_its_lesson_by_title(journal: Journal) -> None:
    report = Report((finding(lesson="job-status"), finding(line=2, lesson="gone"), finding(line=3)), 1)
    rows = source_over(
        journal, lessons=lambda: (lesson("job-status", title="Job status first"),), report=lambda: report
    ).findings()
    assert [row.lesson for row in rows] == ["Job status first", "gone", None]


def test_a_file_stands_where_its_gravest_finding_puts_it() -> None:
    def row(path: str, line: int, severity: Any) -> FindingRow:
        return FindingRow(rule="r", path=path, line=line, column=1, severity=severity, message="m")

    rows = [row("a", 1, "advice"), row("b", 9, "error"), row("b", 2, "advice"), row("c", 1, "warning")]
    assert [(one.path, one.line) for one in sort_findings(rows)] == [("b", 2), ("b", 9), ("c", 1), ("a", 1)]


def test_a_session_is_shown_as_the_registry_has_it(journal: Journal) -> None:
    session = Session(
        id="4f1c", agent="claude-code", title="Retry", started="2026-11-20T18:00:00.000Z", last="", ended="",
        state="idle", branch="main", cwd="/x", parent="", origin="x", turns=3, replies=4, tools=5, errors=1,
        progress=0, files=2,
    )  # fmt: skip
    [row] = source_over(journal, sessions=lambda: [session]).sessions()
    assert (row.title, row.parent, row.last, row.turns, row.files) == ("Retry", None, None, 3, 2)


def test_events_are_the_journals(journal: Journal) -> None:
    journal.append([NewEvent(f"s{n}", "k", "2026-11-21T09:30:00.000Z", {}) for n in range(5)])
    source = source_over(journal)
    assert [event.offset for event in source.events(2, 2)] == [3, 4]
    assert source.epoch() == journal.epoch
