"""Figures as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from hardwon.server.words import as_moment, coded, in_words, number


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "0 min"), (30, "30 min"), (60, "1 h"), (90, "1 h 30"), (125, "2 h 05")]
)
def test_minutes_are_told_in_hours(minutes: int, words: str) -> None:
    assert in_words(minutes) == words


def test_thousands_are_set_apart() -> None:
    assert number(1234567) == "1,234,567"


def test_a_moment_is_told_without_seconds() -> None:
    assert as_moment("2026-11-21T09:30:12.345Z") == "2026-11-21 09:30"


@given(st.text(alphabet="ab`<>&\"'\n", max_size=40))
def test_code_never_lets_markup_through(text: str) -> None:
    marked = str(coded(text))
    assert marked.replace("<code>", "`").replace("</code>", "`") == str(escape(text))
