import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scribe.transcripts import said, take, take_bytes


def _lines(*records: object) -> bytes:
    return "".join(f"{json.dumps(record)}\n" for record in records).encode()


def _turn(
    session: str = "conv-1", turn: object = "t1", text: str = "hello", **more: object
) -> dict[str, object]:
    return {
        "session": session,
        "turn": turn,
        "time": "2026-03-01T10:00:00+02:00",
        "speaker": "Ada",
        "text": text,
        **more,
    }


def test_session_and_turn_are_kept_word_for_word(tmp_path: Path) -> None:
    sink, _ = take_bytes(tmp_path, _lines(_turn("D1:3", "D1:3-7"), _turn("D1:3", 8)))
    turns = sink.of("session.turn")
    assert [(turn.session, turn.payload["turn"], turn.payload["speaker"]) for turn in turns] == [
        ("D1:3", "D1:3-7", "Ada"),
        ("D1:3", "8", "Ada"),
    ]
    assert turns[0].time == "2026-03-01T08:00:00.000Z"
    assert turns[0].payload["line"] == 1


def test_each_session_of_a_file_starts_once(tmp_path: Path) -> None:
    sink, imported = take_bytes(tmp_path, _lines(_turn("a"), _turn("b"), _turn("a", "t2")))
    assert [event.session for event in sink.of("session.started")] == ["a", "b"]
    assert imported.sessions == 2


def test_two_texts_under_one_turn_are_both_kept_and_the_same_text_once(tmp_path: Path) -> None:
    sink, _ = take_bytes(tmp_path, _lines(_turn(text="one"), _turn(text="two"), _turn(text="one")))
    assert said(sink) == [("Ada", "one"), ("Ada", "two")]


def test_the_order_of_keys_and_unknown_keys_make_no_other_turn(tmp_path: Path) -> None:
    turned = dict(reversed(list(_turn().items()))) | {"mood": "calm"}
    sink, imported = take_bytes(tmp_path, _lines(_turn(), turned))
    assert (len(sink.of("session.turn")), imported.unreadable_lines) == (1, 0)


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        ("2026-03-01T10:00:00Z", "2026-03-01T10:00:00.000Z"),
        ("2026-03-01", "2026-03-01T00:00:00.000Z"),
        (1772359200, "2026-03-01T10:00:00.000Z"),
        (1772359200123, "2026-03-01T10:00:00.123Z"),
    ],
)
def test_times_may_be_words_or_numbers(tmp_path: Path, time: object, expected: str) -> None:
    sink, _ = take_bytes(tmp_path, _lines(_turn(time=time)))
    assert sink.of("session.turn")[0].time == expected


@pytest.mark.parametrize("time", [None, "yesterday", 1e300, "9999-99-99", [], True])
def test_a_turn_without_a_time_has_that_of_the_turn_before_it(tmp_path: Path, time: object) -> None:
    sink, _ = take_bytes(tmp_path, _lines(_turn(), _turn(turn="t2", time=time)))
    assert {turn.time for turn in sink.of("session.turn")} == {"2026-03-01T08:00:00.000Z"}


@pytest.mark.parametrize(
    ("record", "why"),
    [
        ({"turn": "1", "text": "x"}, "no `session`"),
        ({"session": "", "turn": "1", "text": "x"}, "no `session`"),
        ({"session": "s", "turn": "1"}, "no `text`"),
        ({"session": "s", "turn": "1", "text": ["x"]}, "no `text`"),
    ],
)
def test_a_line_without_what_a_turn_needs_is_named_and_kept_as_a_note(
    tmp_path: Path, record: object, why: str
) -> None:
    sink, imported = take_bytes(tmp_path, _lines(_turn(), record, _turn(turn="t3")))
    [spot] = imported.unreadable
    assert (spot.line, spot.why) == (2, why)
    assert len(sink.of("session.turn")) == 2
    assert sink.of("session.note")[0].payload["type"] == "unreadable"


def test_what_may_be_missing_is_made_up(tmp_path: Path) -> None:
    sink, _ = take_bytes(tmp_path, _lines(_turn(), {"session": "s", "speaker": "", "text": "x"}))
    made_up = sink.of("session.turn")[1].payload
    assert (made_up["turn"], made_up["speaker"]) == ("2", "user")


@settings(deadline=None, max_examples=60)
@given(texts=st.lists(st.text(min_size=1, max_size=40), min_size=1, max_size=5))
def test_any_text_comes_through_except_what_no_database_can_hold(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    path = folder / "turns.jsonl"
    path.write_bytes(_lines(*(_turn(turn=str(number), text=text) for number, text in enumerate(texts))))
    sink, _ = take(path)
    expected = [
        "".join("\ufffd" if char == "\0" or "\ud800" <= char <= "\udfff" else char for char in text)
        for text in texts
    ]
    assert [text for _, text in said(sink)] == expected
