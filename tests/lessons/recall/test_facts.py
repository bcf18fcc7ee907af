"""The facts of a unit, packed into one number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardwon.lessons.recall.facts import (
    Tells,
    asking_of,
    kind_of,
    length_of,
    read_asked,
    read_facts,
    speaker_mark,
    tells_of,
    was_said_by,
)


@given(st.integers(0, 15), st.text(), st.lists(st.text(min_size=1), max_size=5))
def test_what_is_packed_is_read_again(kind: int, text: str, speaker: list[str]) -> None:
    facts = read_facts(kind, text, speaker)
    assert 0 <= facts < 1 << 64
    assert kind_of(facts) == kind
    assert 0 <= asking_of(facts) <= 1
    assert 0 <= length_of(facts) <= 5
    assert all(was_said_by(facts, speaker_mark(word)) for word in speaker[:3])
    assert speaker or not was_said_by(facts, speaker_mark("somebody"))


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("we left last Tuesday", Tells.TIME),
        ("it took two of them", Tells.NUMBER),
        ("we went to Lisbon", Tells.NAME),
        ("I left because it rained", Tells.REASON),
        ("it rained", Tells(0)),
        ("you may be right", Tells(0)),
    ],
)
def test_a_text_tells_what_stands_in_it(text: str, tells: Tells) -> None:
    assert tells_of(read_facts(0, text, ())) == tells


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("When did Ann leave?", Tells.TIME),
        ("In which month did it start?", Tells.TIME),
        ("How many came?", Tells.NUMBER),
        ("Who came?", Tells.NAME),
        ("What is the dog called?", Tells.NAME),
        ("Why did she go?", Tells.REASON),
        ("What did she buy?", Tells(0)),
        ("it hangs when it starts", Tells(0)),
    ],
)
def test_a_question_asks_for_what_its_words_say(text: str, asked: Tells) -> None:
    assert read_asked(text) == asked


@pytest.mark.parametrize(
    ("text", "share"),
    [("It rained.", 0.0), ("How was it there?", 1.0), ("It rained all day. How was yours then?", 0.5)],
)
def test_the_share_that_asks_is_counted_in_words(text: str, share: float) -> None:
    assert asking_of(read_facts(0, text, ())) == share
