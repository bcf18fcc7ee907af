"""Texts that say the same in other words are found; those that differ in what matters are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardwon.lessons.extraction import duplicates
from hardwon.lessons.extraction.duplicates import Texts, compare
from tests.lessons.extraction.pairs import OTHER, SAME


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_in_other_words_is_the_same(one: str, other: str) -> None:
    assert compare((one, one), (other, other))[1]
    assert compare((other, other), (one, one))[1]


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_another_number_name_or_denial_is_not_the_same(one: str, other: str) -> None:
    assert not compare((one, one), (other, other))[1]
    assert not compare((other, other), (one, one))[1]


def test_there_are_fifty_pairs_of_each_kind() -> None:
    assert (len(set(SAME)), len(set(OTHER))) == (50, 50)


def test_the_same_title_over_other_bodies_is_the_same_unless_they_contradict_each_other() -> None:
    title = "Set the size of the pool for each worker"
    assert compare((title, "The default starves half of them."), (title, "Seen in the nightly import."))[1]
    assert not compare((title, "The pool gets 5 connections."), (title, "The pool gets 10 connections."))[1]


@given(st.text(), st.text(), st.text(), st.text())
def test_comparing_is_the_same_both_ways(one: str, body: str, other: str, other_body: str) -> None:
    assert compare((one, body), (other, other_body)) == compare((other, other_body), (one, body))


def test_each_pair_finds_its_own_among_all() -> None:
    texts = Texts()
    for number, (one, _) in enumerate(SAME):
        texts.add(f"c-{number}", one, one)
    assert [texts.same(other, other) for _, other in SAME] == [f"c-{number}" for number in range(50)]
    assert texts.near(SAME[0][1], "", besides=("c-0",)) == []
    nearest = texts.near(SAME[0][1], "")[0]
    assert (nearest.name, nearest.percent >= 60) == ("c-0", True)


def test_one_question_compares_a_hundred_of_ten_thousand_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = Texts()
    for number in range(10_000):
        texts.add(f"c-{number}", f"Close the pool of worker{number % 977} after job{number}", "the pool")
    compared: list[object] = []

    def counting(one: tuple[str, str], other: tuple[str, str]) -> tuple[int, bool]:
        compared.append(other)
        return compare(one, other)

    monkeypatch.setattr(duplicates, "compare", counting)
    for _ in range(12):  # the first without an index, the last with one
        compared.clear()
        assert texts.same("After job4711 the pool of worker803 is closed", "the pool") == "c-4711"
        assert 1 <= len(compared) <= 100


def test_a_text_of_words_that_all_have_is_found_too() -> None:
    texts = Texts()
    for number in range(3000):
        texts.add(f"c-{number}", f"Close the pool of worker{number} after a job", "the pool")
    texts.add("c-own", "Close the pool after a job", "the pool")
    assert texts.same("After a job, close the pool", "the pool") == "c-own"
