"""Events as one line each."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardwon.server.lines import as_row
from hardwon.store import Event


def line(kind: str, payload: dict[str, Any]) -> str:
    return as_row(Event(1, "s", kind, "2026-11-21T09:30:00.000Z", payload, None)).line


@pytest.mark.parametrize(
    ("kind", "payload", "expected"),
    [
        ("session.started", {"agent": "claude-code", "title": "Retry"}, "claude-code began Retry"),
        ("session.turn", {"speaker": "user", "text": "Why\n\n  twice?"}, "user: Why twice?"),
        ("session.tool", {"tool": "Read", "input": {"file_path": "a.py", "limit": 3}}, "Read a.py"),
        ("session.tool", {"tool": "Odd", "input": {"x": 1, "y": []}}, "Odd x, y"),
        ("session.tool", {"tool": "Odd", "input": None}, "Odd"),
        ("session.result", {"error": True, "text": "no"}, "failed: no"),
        ("session.result", {"text": "yes"}, "ok: yes"),
        ("git.commit", {"sha": "4be1c2d99abc", "subject": "Key mails"}, "4be1c2d99 Key mails"),
        ("guide.read", {"path": "CLAUDE.md", "sections": 4}, "CLAUDE.md, 4 sections"),
        ("file.changed", {"path": "b", "change": "moved", "from": "a"}, "moved b from a"),
        ("files.changed", {"count": 9, "sample": ["a", "b", "c", "d"]}, "9 files: a, b, c …"),
        ("check.ran", {"files": 1204, "findings": {"r": 1}}, "1 finding in 1,204 files"),
        ("check.ran", {"files": 9, "findings": {"r": 2, "s": 1}}, "3 findings in 9 files"),
        ("lesson.adopted", {"slug": "job-status-first"}, "job-status-first"),
        ("daemon.trouble", {"error": "no watches", "next_step": "raise them"}, "no watches -> raise them"),
        ("of.another.day", {"a": 1, "b": {"c": 2}, "d": "x", "e": False}, "a 1 d x"),
    ],
)
def test_each_kind_says_what_happened(kind: str, payload: dict[str, Any], expected: str) -> None:
    assert line(kind, payload) == expected


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=400),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
KINDS = st.sampled_from(
    ["session.turn", "session.tool", "files.changed", "check.ran", "lesson.candidate", "guide.read", "x"]
)
NAMES = st.sampled_from(["text", "tool", "input", "sample", "count", "findings", "files", "title", "path"])


@given(KINDS, st.dictionaries(NAMES, JSON))
def test_whatever_a_payload_holds_it_is_one_short_line(kind: str, payload: dict[str, Any]) -> None:
    text = line(kind, payload)
    assert len(text) <= 240
    assert "\n" not in text


def test_what_a_session_keeps_to_itself_is_not_shown() -> None:
    payload = {"speaker": "user", "text": "the salary list", "private": True}
    event = Event(1, "s:1", "session.turn", "2026-03-01T10:00:00.000Z", payload, "s")
    assert as_row(event).line == "kept private"
