"""One trouble is one candidate, in whatever words and however often it is told."""

from hardwon.lessons.extraction.candidate import Candidate, make_candidate
from hardwon.lessons.extraction.settling import settle
from hardwon.lessons.pages.lesson import Kind


def _candidate(title: str, *evidence: str, score: float = 0.65, kind: Kind = "fix") -> Candidate:
    return make_candidate(
        title, title, kind=kind, evidence=evidence, score=score, reasons=["x"], origin="session"
    )


def test_a_cause_in_other_words_is_one_with_all_the_evidence() -> None:
    first = _candidate("The `max_rows` of the `Table` mock is a number only in tests", "session:a#1")
    again = _candidate("We mock `Table` and never set `max_rows`", "session:a#9", score=0.6)
    [found] = settle([first, again])
    assert (found.title, found.evidence) == (first.title, ("session:a#1", "session:a#9"))


def test_a_weak_cause_is_lifted_where_it_comes_back_in_another_session_alone() -> None:
    first = _candidate("`Table` has no `max_rows`", "session:a#1", score=0.5)
    here = _candidate("A `Table` without `max_rows` came in", "session:a#7", score=0.5)
    there = _candidate("A `Table` without `max_rows` came in", "session:b#7", score=0.5)
    assert [one.score for one in settle([first, here])] == [0.5]
    [found] = settle([first, there])
    assert found.score == 0.65
    assert "it came back in another session" in found.reasons


def test_other_names_are_other_causes() -> None:
    found = [
        _candidate("`Table` has no `max_rows`", "session:a#1"),
        _candidate("`Table` has no `min_rows`", "session:a#2"),
    ]
    assert settle(found) == found


def test_evidence_that_a_better_candidate_has_used_makes_no_other() -> None:
    better = _candidate("Use `freeze_time`", "session:a#1", "session:b#2", score=0.85, kind="pattern")
    used = _candidate("Use `freeze_time`, not sleep", "session:b#2", score=0.7, kind="pattern")
    other = _candidate("`parse_rows` reads blank lines, too", "session:b#2", score=0.7, kind="domain")
    assert settle([used, better, other]) == [better, other]
