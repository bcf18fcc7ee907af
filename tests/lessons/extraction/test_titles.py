# ruff: noqa: E501 -- what somebody says is one line
"""Titles can be read by themselves."""

import pytest

from hardwon.lessons.extraction.titles import as_title


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("Turns out `a()` runs twice.", "`a()` runs twice"),
        ("The problem was that the cache key has no locale.", "The cache key has no locale"),
        ("The error occurs because the row is locked.", "The row is locked"),
        ("no, don't mock `fetch`", "Don't mock `fetch`"),
        ("no retry here, it books twice", "No retry here, it books twice"),
        ("there is no x in __init__", "There is no x in __init__"),
        ("don't use `A` use `B`", "Don't use `A`; use `B`"),
        ("use_cache must be off", "use_cache must be off"),
    ],
)
def test_what_leads_up_to_it_is_left_out(said: str, title: str) -> None:
    assert as_title(said) == title


def test_a_long_sentence_ends_with_a_clause() -> None:
    said = "Orders are read from the replica in the nightly report, which lags behind by minutes whenever the import runs"
    assert as_title(said) == "Orders are read from the replica in the nightly report"


def test_what_comes_after_but_is_not_cut_away_whole() -> None:
    said = "The test mocks `fetch_all_orders` to return nothing at all here, but the report expects it to return a pair of lists"
    assert as_title(said).startswith(
        "The test mocks `fetch_all_orders` to return nothing at all here, but the"
    )
    assert len(as_title(said)) <= 100


def test_a_cut_leaves_no_open_code_mark() -> None:
    assert as_title("word " * 17 + "`a b c d e f g h i j k l m n`").count("`") == 0
