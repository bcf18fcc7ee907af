# ruff: noqa: E501 -- what somebody says is one line
"""Commits teach where they tell what happened or why; most only say what they do."""

import pytest

from hardwon.lessons.extraction.commits import from_commit

_TELLING = (
    ("fix: retry token refresh on 401 (#812)", "Two workers refreshing at once both failed.\n\nHold the lock for the whole refresh instead of only the write."),
    ("Use a separate connection for LISTEN", "pgbouncer drops LISTEN registrations, because the connection goes to somebody else after each transaction."),
    ("fix(cache): include the locale in the key", "Root cause: pages of one language were served to readers of another, since the key held only the path."),
    ('Revert "Use uvloop"', "This reverts commit abc.\n\nIt hung on shutdown whenever a subprocess was alive."),
    ("perf: load the schema lazily", "Importing it took 340 ms of a 400 ms start-up, although only two commands need it."),
    ("Pin cryptography below 43", "Version 43 dropped OpenSSL 1.1, which our oldest images still have; wheels failed to import there."),
    ("Keep polling in the agent instead of websockets", "The proxy closes idle connections after 30 s; a websocket was reconnecting all the time."),
    ("Write the lock file atomically", "A crash in the middle of the write left half a file, and every later start failed."),
    ("Drop the `orjson` dependency", "orjson refuses ints above 64 bits, which our ledger's ids are; json is fast enough here."),
    ("Compile expressions late: three hundred at once took longer than five files", ""),
)  # fmt: skip
_SILENT = (
    ("feat: add dark mode", "- add a toggle\n- store the choice\n- update the docs\n- tests"),
    ("chore(deps): bump lodash from 4.17.20 to 4.17.21", "Bumps lodash because of a security issue."),
    ("Merge pull request #12 from x/y", "Fix the thing because it failed"),
    ("Refactor user service", "Move helpers to their own module so that they can be reused."),
    ("Update README", ""),
    ("fix typo in docstring", ""),
    ("WIP: broke everything", "it crashed"),
    ("Add retry support to the client", "This adds a `retry` option for requests that failed."),
    ("feat(api): support pagination", "Adds `limit` so that clients can read long lists. Also adds tests."),
    ("Release 2.1.0", "Changes: fixed the bug that crashed imports"),
    ("Improve error messages", "Show the path and the line, instead of only the line."),
    ("ci: cache pip", "Was too slow."),
    ("test: cover the parser", "Tests for broken and empty input, and for files that were lost."),
    ("Give the analyzer rooms: syntax, linking, interpreter, analyses", ""),
)


@pytest.mark.parametrize(("subject", "body"), _TELLING)
def test_what_happened_or_why_is_kept(subject: str, body: str) -> None:
    [found] = from_commit({"sha": "1a", "subject": subject, "body": body})
    assert found.evidence == ("commit:1a",)
    assert found.score >= 0.6


@pytest.mark.parametrize(("subject", "body"), _SILENT)
def test_what_is_only_done_is_not(subject: str, body: str) -> None:
    assert from_commit({"sha": "1a", "subject": subject, "body": body}) == []
