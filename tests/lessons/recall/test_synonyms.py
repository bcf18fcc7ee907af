"""Words that say the same."""

import pytest

from hardwon.lessons.recall.synonyms import other_forms, other_words
from hardwon.lessons.recall.words import read_words


def _stem(word: str) -> str:
    [stem] = read_words(word)
    return stem


@pytest.mark.parametrize(("asked", "said"), [("buy", "bought"), ("go", "went"), ("child", "children")])
def test_forms_that_the_stemmer_keeps_apart_meet_both_ways(asked: str, said: str) -> None:
    assert _stem(said) in other_forms(_stem(asked))
    assert _stem(asked) in other_forms(_stem(said))


def test_words_of_one_meaning_meet_both_ways_and_a_kind_only_downwards() -> None:
    assert _stem("gran") in other_words(_stem("grandmother"))
    assert _stem("grandmother") in other_words(_stem("gran"))
    assert _stem("violin") in other_words(_stem("instrument"))
    assert _stem("instrument") not in other_words(_stem("violin"))


def test_a_word_never_stands_for_itself_and_an_unknown_one_for_none() -> None:
    assert _stem("movie") not in other_words(_stem("movie"))
    assert other_words("xylophon") == ()
