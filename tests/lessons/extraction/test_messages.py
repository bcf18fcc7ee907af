# ruff: noqa: E501 -- what somebody says is one line
"""A commit is kept for what had gone wrong, and is called by it."""

import pytest

from hardwon.lessons.extraction.commits import from_commit
from hardwon.lessons.extraction.messages import parted

_TROUBLE = (
    ("Cut runs of blank lines before matching, and measure the reader", "A message of 40,000 empty lines took 14 s of one expression.", "A message of 40,000 empty lines took 14 s of one expression"),
    ("Forget secrets with their file, and name what is kept", "The cache kept literals of source files, so a password outlived its file.", "The cache kept literals of source files, so a password outlived its file"),
    ("Skip what is no file in the spool", "A pipe named like a spool file kept all others out: open() waited for a writer.", "A pipe named like a spool file kept all others out: open() waited for a writer"),
    ("Call the folder adapters: a package of the name of the module hid it on import", "", "Call the folder adapters: a package of the name of the module hid it on import"),
    ("Load torch late", "Importing it took 2.1 s of a 2.4 s start-up although only `train` needs it.", "Load torch late: importing it took 2.1 s of a 2.4 s start-up although only `train` needs it"),
    ("Copy the list before iterating. Removing hooks while they ran skipped every second one.", "", "Copy the list before iterating: removing hooks while they ran skipped every second one"),
    ("chore: pin numpy<2", "numpy 2 changed the ABI; our wheels segfaulted on import.", "Numpy 2 changed the ABI; our wheels segfaulted on import"),
    ("Do not cache 404s", "A page created right after a miss stayed invisible for an hour, because the CDN kept the 404.", "A page created right after a miss stayed invisible for an hour, because the CDN kept the 404"),
)  # fmt: skip
_BRINGS = (
    ("Add a status page: shows jobs, queues and workers", ""),
    ("Watch all folders, say which, and tell of a mass of changes what did it", "A switch of thousands of files is one event. After a sleep a scan finds what was missed."),
    ("Keep the worker up as a service of the user: app service", "systemd on Linux, launchd on macOS. It restarts by itself."),
    ("Let the nightly run cost less", "Fewer queries, one connection, a cache for rates: 40 % less CPU."),
    ("Mend what hurt a newcomer", "Clearer errors; a default for the port; the docs name the first command; links work."),
    ("Replace moment with dayjs", "Smaller bundle, same API. All call sites are migrated and tests pass."),
    ("Remove the old importer", "Nobody used it any more since the new one was released in May."),
    ("Run tests in parallel", "It took 9 minutes, now 3."),
    ("Introduce Result type for service calls", "Errors are values now. Handlers match on them, nothing is raised across layers."),
)  # fmt: skip


@pytest.mark.parametrize(("subject", "body", "title"), _TROUBLE)
def test_the_title_tells_the_trap_and_not_the_deed(subject: str, body: str, title: str) -> None:
    [found] = from_commit({"sha": "1a", "subject": subject, "body": body})
    assert found.title == title


@pytest.mark.parametrize(("subject", "body"), _BRINGS)
def test_what_a_change_brings_is_no_trouble(subject: str, body: str) -> None:
    assert from_commit({"sha": "1a", "subject": subject, "body": body}) == []


def test_a_subject_that_is_a_rule_comes_before_one_that_tells_a_deed() -> None:
    body = "A call over several lines was put on one, and the comment beside it was gone."
    [rule] = from_commit({"sha": "1a", "subject": "Keep the comments of what is mended", "body": body})
    [deed] = from_commit({"sha": "1b", "subject": "Tell of comments in the report", "body": body})
    assert rule.score > deed.score
    assert "it says what to do from now on" in rule.reasons


def test_a_subject_and_a_body_on_one_line_are_taken_apart() -> None:
    assert parted("Show the speed of each reader A turn of empty lines took 14 s.", "") == (
        "Show the speed of each reader",
        "A turn of empty lines took 14 s.",
    )
    assert parted("Read Python and The Sun", "because") == ("Read Python and The Sun", "because")
