"""Where the talk alone is on record: rules and causes are found, tasks and guesses are not."""

import re
from collections.abc import Sequence

import pytest

from hardwon.lessons import Candidate
from hardwon.lessons.extraction.sources import extract_candidates
from hardwon.store import Event
from tests.lessons.extraction.talks import COMPILER, GAME, PHONE, TRAINING, WAREHOUSE
from tests.lessons.extraction.told import CAUSES, GUESSES, RULES, TASKS

Turn = tuple[str, str]
_WHO = {"U": "user", "A": "assistant"}


def _found(turns: Sequence[Turn]) -> list[Candidate]:
    return extract_candidates(
        Event(at, f"x:{at}", "session.turn", "t", {"turn": str(at), "speaker": _WHO[who], "text": text}, "s")
        for at, (who, text) in enumerate(turns)
    )


def _by_person(text: str) -> list[Candidate]:
    return _found(
        [("A", "I edited app/api.py."), ("U", text), ("A", "ok"), ("U", "next: look at the loader")]
    )


def _told(text: str) -> list[Candidate]:
    turns = [(one[0], one[3:]) for one in text.split(" || ")]
    return _found([("U", "can you look at it?"), *turns])


def test_rules_of_people_are_found_with_a_reason_in_the_next_sentence_or_none() -> None:
    assert sum(bool(_by_person(text)) for text in RULES) >= 38


def test_tasks_of_people_are_not() -> None:
    assert sum(bool(_by_person(text)) for text in TASKS) <= 1


def test_causes_whose_cure_is_said_to_have_helped_are_found() -> None:
    assert sum(bool(_told(text)) for text in CAUSES) >= 36


def test_guesses_slips_and_causes_that_were_none_are_not() -> None:
    assert [text for text in GUESSES if _told(text)] == []


@pytest.mark.parametrize("talk", [GAME, TRAINING, PHONE, WAREHOUSE, COMPILER])
def test_of_a_whole_talk_what_is_worth_keeping_is_found_and_nothing_else(talk: str) -> None:
    lines = [re.fullmatch(r"([UA])(?: \[(.*?)\])?: (.*)", line) for line in talk.strip().splitlines()]
    turns = [(line[1], line[3]) for line in lines if line]
    planted = {at for at, line in enumerate(lines) if line and line[2]}
    found = {int(one.evidence[0].rpartition("#")[2]) for one in _found(turns)}
    assert len(turns) == len(lines)
    assert found <= planted
    assert len(found) >= len(planted) - 1


def test_a_reason_in_the_next_sentence_lifts_a_rule_above_the_bare_one() -> None:
    [bare] = _by_person("heads up: we never log the serial number of a meter")
    [reasoned] = _by_person("heads up: we never log the serial number of a meter. An audit failed by it.")
    assert bare.score < reasoned.score
    assert "it gives its reason" in reasoned.reasons


def test_a_told_cause_stands_below_a_proved_one_and_falls_once_it_is_denied() -> None:
    cause = ("A", "Turns out `merge()` sorts the keys, so rows get lost. I cast them and the tests pass now.")
    [told] = _found([("U", "look"), cause])
    assert told.score < 0.7
    assert _found([("U", "look"), cause, ("U", "nope, that wasn't it")]) == []
