import json
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardwon.scribe.texts import cap, first_line, mend, moment, trim, word

_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(text=st.text(max_size=300), limit=st.integers(10, 100))
def test_a_capped_text_keeps_head_and_tail(text: str, limit: int) -> None:
    kept = cap(text, limit)
    if len(text) <= limit:
        assert kept == text
    else:
        assert f"of {len(text):,} characters" in kept
        assert kept.startswith(text[: limit // 2])
        assert kept.endswith(text[-(limit // 4) :])


@given(value=_json)
def test_what_fits_is_kept_as_it_is(value: object) -> None:
    kept = trim(value)
    text = json.dumps(kept)
    if "\\ufffd" not in text and not any(abs(number) >= 1 << 63 for number in _numbers(value)):
        assert kept == value


def _numbers(value: object) -> list[int]:
    if isinstance(value, int):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [number for part in parts for number in _numbers(part)]


def test_what_does_not_fit_is_cut_visibly() -> None:
    deep: object = "x"
    for _ in range(2000):
        deep = [deep]
    assert "nested deeper" in json.dumps(trim(deep))
    assert trim(list(range(600)))[-1] == "… 100 more left out"  # type: ignore[index]
    assert trim(dict.fromkeys(map(str, range(600))))["…"] == "100 more left out"  # type: ignore[index]
    assert trim(1 << 80) == str(1 << 80)
    assert trim({1: object}) == {"1": str(object)}
    assert len(json.dumps(trim(["x" * 60_000] * 400))) < 500_000


def test_what_no_database_holds_is_mended() -> None:
    assert mend("a\0b\ud800c") == "a\ufffdb\ufffdc"


@pytest.mark.parametrize(
    ("value", "expected"), [(" x ", "x"), (7, "7"), (1.5, "1.5"), (True, ""), (None, ""), ([], ""), ("", "")]
)
def test_a_word_is_a_text_or_a_number(value: object, expected: str) -> None:
    assert word(value) == expected


def test_a_local_time_is_that_of_this_machine() -> None:
    expected = datetime(2026, 3, 1, 10).astimezone().timestamp()
    assert datetime.fromisoformat(moment("2026-03-01 10:00:00", local=True)).timestamp() == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Title\nbody", "Title"),
        ("\n\n> quoted\n", "quoted"),
        ("Do the following:\n\n# Plan\n1.", "Do the following: Plan"),
        ("a: b\nc", "a: b"),
        ("x" * 200, "x" * 119 + "…"),
        ("\n", ""),
    ],
)
def test_a_title_is_the_first_line_that_says_something(text: str, expected: str) -> None:
    assert first_line(text) == expected
