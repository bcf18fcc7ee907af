# ruff: noqa: E501 -- what somebody says is one line
"""Made-up sessions of up to 150 turns: their learnings are found, their noise is not; nothing hangs."""

import time
from collections.abc import Sequence

import pytest

from hardwon.lessons import Candidate
from hardwon.lessons.extraction.sources import extract_candidates
from hardwon.store import Event
from tests.lessons.extraction.held_back import HELD_BACK
from tests.lessons.extraction.made_up import Made
from tests.lessons.extraction.sayings import (
    AGENTS_FOR_GOOD,
    AGENTS_IN_PASSING,
    PEOPLE_FOR_GOOD,
    PEOPLE_IN_PASSING,
)
from tests.lessons.extraction.tuned import TUNED


def _judged(sessions: Sequence[Made]) -> tuple[int, int, list[Candidate]]:
    """How many learnings were found, of how many, and the candidates that are none."""
    found, count, noise = 0, 0, []
    for session in sessions:
        left = extract_candidates(session.events())
        texts = {one.id: f"{one.title}\n{one.body}".casefold() for one in left}
        for learning in session.learnings:
            count += 1
            good = [one for one in left if all(sign.casefold() in texts[one.id] for sign in learning.signs)]
            found += bool(good)
            left = [one for one in left if one not in good]
        noise.extend(left)
    return found, count, noise


@pytest.mark.parametrize("sessions", [TUNED, HELD_BACK], ids=["tuned", "held back"])
def test_most_learnings_are_found_and_little_else(sessions: Sequence[Made]) -> None:
    found, count, noise = _judged(sessions)
    assert count == 18
    assert found >= 16
    assert len(noise) <= 1


def test_titles_fit_a_line_and_the_same_session_gives_the_same_candidates() -> None:
    found = [extract_candidates(session.events()) for session in TUNED]
    assert found == [extract_candidates(session.events()) for session in TUNED]
    assert max(len(one.title) for group in found for one in group) <= 100


def _after(speaker: str, text: str) -> list[Candidate]:
    """What is learnt where `speaker` says `text` after an edit, and an agent's word is proved by a check."""
    told: dict[str, object] = {"speaker": speaker, "text": text}
    did: dict[str, object] = {
        "speaker": "assistant",
        "text": "I edited app/api.py, with requests and Orders.",
    }
    edit: dict[str, object] = {"call": "a", "tool": "Edit", "input": {"file_path": "app/api.py"}}
    check: dict[str, object] = {"call": "b", "tool": "Bash", "input": {"command": "pytest"}}
    passed: dict[str, object] = {"call": "b", "error": False, "text": "ok"}
    steps = [("session.turn", did), ("session.tool", edit), ("session.turn", told)]
    steps += [("session.tool", edit), ("session.tool", check), ("session.result", passed)]
    return extract_candidates(
        Event(number, f"said:{number}", kind, "t", {"turn": str(number), **payload}, "s")
        for number, (kind, payload) in enumerate(steps)
    )


@pytest.mark.parametrize("text", PEOPLE_IN_PASSING)
def test_what_a_person_says_in_passing_is_not_kept(text: str) -> None:
    assert _after("user", text) == []


@pytest.mark.parametrize("text", AGENTS_IN_PASSING)
def test_what_an_agent_says_in_passing_is_not_kept(text: str) -> None:
    assert _after("assistant", text) == []


@pytest.mark.parametrize("text", PEOPLE_FOR_GOOD)
def test_what_a_person_says_for_good_is_kept(text: str) -> None:
    assert len(_after("user", text)) == 1


@pytest.mark.parametrize("text", AGENTS_FOR_GOOD)
def test_what_an_agent_found_out_is_kept(text: str) -> None:
    assert len(_after("assistant", text)) == 1


_BOMBS = (
    "a", " ", "`", "` ", "a.", "**", "```\n", "because ", "use x not ", "is a b c ", "\n", "# because a b c d e\n",
    "**Problem:** ", "a: ", "a(", "--a-", "use `", "the issue the error ", "in our data x is a means ", "/tmp/", "_",
    "aB", "the error is due to a ", "if i use the a", "don't use a, ", "shouldn't ", "no, ", "root cause ",
)  # fmt: skip


@pytest.mark.parametrize("speaker", ["user", "assistant"])
@pytest.mark.parametrize("bomb", _BOMBS)
def test_ten_megabytes_of_anything_take_no_time(bomb: str, speaker: str) -> None:
    text = bomb * (10_000_000 // len(bomb))
    told = text[:1400] if speaker == "user" else text  # longer turns of people are pastes, and not read
    steps: list[tuple[str, dict[str, object]]] = [
        ("session.started", {"cwd": "/home/ann/shop"}),
        ("session.turn", {"speaker": "assistant", "text": "ok"}),
        ("session.tool", {"call": "a", "tool": "Bash", "input": {"command": "pytest"}}),
        ("session.result", {"call": "a", "error": True, "text": text[-100_000:]}),
        ("session.turn", {"speaker": speaker, "text": told}),
        ("session.tool", {"call": "b", "tool": "Edit", "input": {"file_path": "a.py", "new_string": text}}),
        ("session.tool", {"call": "c", "tool": "Bash", "input": {"command": "pytest"}}),
        ("session.result", {"call": "c", "error": False, "text": "ok"}),
        ("session.turn", {"speaker": "user", "text": text}),
        ("git.commit", {"sha": "1", "subject": text, "body": text[:6000]}),
    ]
    events = [
        Event(number, f"bomb:{number}", kind, "t", {"turn": str(number), **payload}, "s")
        for number, (kind, payload) in enumerate(steps)
    ]
    began = time.process_time()
    assert len(extract_candidates(events)) < 5
    assert time.process_time() - began < 3
