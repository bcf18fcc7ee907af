"""When a text says a phrase."""

import pytest

from hardwon.lessons.pages.stems import says, speech, stem, stems


@pytest.mark.parametrize(
    ("spoken", "phrase"),
    [
        ("Please run the tests again", "run the tests"),
        ("running tests is slow", "run the tests"),
        ("two background jobs failed", "background job"),
        ("the job's status", "job status"),
        ("migrating the users", "migrate"),
        ("plan the migrations", "migration"),
        ("one query", "queries"),
        ("update_job_status fails", "update job status"),
        ("an N+1 in the list", "n+1"),
    ],
)
def test_it_is_said_whatever_the_endings(spoken: str, phrase: str) -> None:
    assert says(speech(spoken), phrase)


@pytest.mark.parametrize(
    ("spoken", "phrase"),
    [
        ("add a filter for them", "theme"),
        ("log out", "logging"),
        ("a job in the background", "background job"),
        ("jobless", "job"),
        ("the test is run", "run the tests"),
        ("anything", ""),
        ("", "job"),
    ],
)
def test_it_is_not_said(spoken: str, phrase: str) -> None:
    assert not says(speech(spoken), phrase)


def test_endings_are_taken_off() -> None:
    assert stems("queries classes planned caching caches status the less") == [
        "query", "class", "plan", "cach", "cach", "status", "less",
    ]  # fmt: skip
    assert stem("Orders’s") == stem("order")
