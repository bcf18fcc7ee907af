from dataclasses import replace

import pytest

from hardwon.lessons.extraction.repeats import repeated_errors, signature
from hardwon.scribe import Session, Worklog
from hardwon.scribe.worklog import Fixed

_SESSION = Session(
    id="s1", agent="claude-code", title="", started="2026-03-01T10:00:00.000Z", last="", ended="",
    state="ended", branch="", cwd="", parent="", origin="", turns=1, replies=1, tools=1, errors=1, progress=0,
)  # fmt: skip
_LOCKED = "sqlite3.OperationalError: database is locked after 5.03 s"


def _log(session: str, *fixes: tuple[str, str, str]) -> Worklog:
    fixed = tuple(
        Fixed(symptom, cause, (path,), (f"session:{session}#{place}",))
        for place, (symptom, cause, path) in enumerate(fixes, 1)
    )
    started = f"2026-03-0{session[-1]}T10:00:00.000Z"
    return Worklog(replace(_SESSION, id=session, started=started), fixed=fixed)


def test_an_error_that_was_fixed_in_two_sessions_is_a_candidate_with_both_as_evidence() -> None:
    first = _log("s1", (_LOCKED, "Two writers were open.", "app/store.py"))
    second = _log("s2", (_LOCKED.replace("5.03", "4.9"), "A writer was left open.", "app/store.py"))
    [candidate] = repeated_errors([second, first])
    assert candidate.title == "Fixed 2 times: sqlite3.OperationalError: database is locked after 4.9 s"
    assert candidate.evidence == ("session:s1#1", "session:s2#1")
    assert candidate.score == 0.9
    assert candidate.reasons == (
        "an error that was fixed 2 times",
        "in 2 sessions",
        "somebody said why",
        "each time the same file was changed",
    )
    assert "- Two writers were open. (changed: app/store.py)\n- A writer was left open." in candidate.body
    third = _log("s3", (_LOCKED, "", "app/jobs.py"))
    [again] = repeated_errors([first, second, third])
    assert again.id == candidate.id
    assert len(again.evidence) == 3


def test_one_fix_is_no_repetition_and_neither_are_two_errors() -> None:
    assert repeated_errors([_log("s1", (_LOCKED, "", "a.py"))]) == []
    other = "sqlite3.OperationalError: no such table: orders"
    assert repeated_errors([_log("s1", (_LOCKED, "", "a.py"), (other, "", "a.py"))]) == []


def test_what_a_linter_finds_must_come_back_with_its_cause_in_another_session() -> None:
    first = _log("s1", ("a.py:3:1: F401 unused import os", "", "a.py"))
    second = _log("s2", ("b.py:9:1: F401 unused import os", "", "b.py"))
    assert [one.score for one in repeated_errors([first, second])] == [0.55]
    told = _log("s3", ("c.py:9:1: F401 unused import os", "Ruff runs before the stubs are made.", "c.py"))
    assert [one.score for one in repeated_errors([first, told])] == [0.65]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a.py:3:7: F401 unused import os", "src/b.py:90: unused import os"),
        ("cmd/a.go:40:1: GetClient returns interface", "x.go:7: GetClient returns interface"),
        ("src/a.ts(3,4): error TS2345: x is not assignable", "b.ts(9,1): error TS2345: x is not assignable"),
        ("object at 0x7f3a not found in store", "object at 0x11bc not found in store"),
        ("OSError: cannot open /tmp/abc/def.db now", "OSError: cannot open /tmp/xyz.db now"),
    ],
)
def test_an_error_is_the_same_wherever_it_stands(one: str, other: str) -> None:
    assert signature(one) == signature(other) != ""


@pytest.mark.parametrize(
    "symptom",
    [
        "AssertionError: assert 3 == 4 in the second row",
        "2 issues:",
        "Found 3 errors",
        "FAILED tests/test_a.py::test_b - KeyError",
        "make: *** [Makefile:3: test] Error 1",
        "KeyError: 'id'",
        "File does not exist. Did you mean app.py?",
        "",
    ],
)
def test_what_any_failing_run_says_names_no_error(symptom: str) -> None:
    assert signature(symptom) == ""
