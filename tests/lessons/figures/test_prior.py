"""What experience does to a lesson's rank: it moves it, within bounds, and never puts it above what fits."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from hardwon.lessons import Lesson, Prior
from hardwon.lessons.figures.counters import Counters
from hardwon.lessons.figures.prior import LEAST, MOST, multiplier
from hardwon.lessons.recall.index import UnitIndex
from hardwon.lessons.recall.lore import Lore
from hardwon.lessons.recall.ranking import read_question
from hardwon.store import StoreError
from tests.lessons.figures.telling import event
from tests.store.stores import Store


def lesson(slug: str, body: str = "Close the client in a finally block.") -> Lesson:
    return Lesson(slug, "Close what was opened", "adopted", "gotcha", body, f".hardwon/lessons/{slug}.md")


def ranked(lessons: list[Lesson], words: str, prior: Mapping[str, float], folder: Path) -> list[str]:
    index = UnitIndex(folder)
    found = Lore(lessons).rank(read_question(words), words, (), index, prior)
    return [one.slug for _, one in found]


def test_no_evidence_changes_nothing() -> None:
    assert multiplier({}) == 1.0
    assert multiplier({"recalled": 900, "shown": 900, "breached": 9}) == 1.0


def test_more_of_the_same_moves_further_and_never_out_of_bounds() -> None:
    helpful = [multiplier({"helpful": count}) for count in (0, 1, 2, 5, 10, 10_000)]
    harmful = [multiplier({"harmful": count}) for count in (0, 1, 2, 5, 10, 10_000)]
    assert helpful == sorted(set(helpful))
    assert harmful == sorted(set(harmful), reverse=True)
    assert LEAST <= harmful[-1] < helpful[-1] <= MOST


def test_harmful_weighs_more_than_helpful_and_than_being_ignored() -> None:
    assert multiplier({"harmful": 1, "helpful": 1}) < 1.0
    assert multiplier({"harmful": 1}) < multiplier({"ignored": 1}) < 1.0 < multiplier({"followed": 1})
    assert multiplier({"prevented": 1}) > multiplier({"followed": 1})


def test_a_harmful_lesson_sinks_below_an_equal_one(tmp_path: Path) -> None:
    pair = [lesson("a-first"), lesson("b-second")]
    assert ranked(pair, "close the client", {}, tmp_path) == ["a-first", "b-second"]
    worse = {"a-first": multiplier({"harmful": 1})}
    assert ranked(pair, "close the client", worse, tmp_path) == ["b-second", "a-first"]


def test_ten_helpfuls_put_no_lesson_over_one_that_fits_better(tmp_path: Path) -> None:
    fits = lesson("fits", "Retry the export when the queue is full.")
    passing = lesson("passing", "The export of tokens belongs into the settings page, with a word of help.")
    praised = {"passing": multiplier({"helpful": 10}), "fits": multiplier({"harmful": 1})}
    question = "why does the export stop when the queue is full"
    assert ranked([fits, passing], question, praised, tmp_path) == ["fits", "passing"]
    assert ranked([fits, passing], "kubernetes", praised, tmp_path) == []


def test_experience_is_read_anew_only_once_it_has_changed(store: Store) -> None:
    with store.open(Counters()) as journal:
        prior = Prior(lambda: journal)
        assert prior.now() == {}
        journal.append([event("lesson.judged", 0, slug="a", verdict="harmful")])
        first = prior.now()
        assert first == {"a": multiplier({"harmful": 1})}
        journal.append([event("lesson.recalled", 1, slugs=["a"]), event("check.ran", 2)])
        assert prior.now() is first
        journal.append([event("lesson.judged", 3, slug="a", verdict="helpful")])
        assert prior.now() == {"a": multiplier({"harmful": 1, "helpful": 1})}


def test_without_a_journal_there_is_no_experience(store: Store) -> None:
    with store.reader() as reader:
        assert Prior(lambda: reader).now() == {}
    assert Prior(lambda: None).now() == {}


def test_an_error_of_the_store_is_the_askers_matter(store: Store) -> None:
    def refuse() -> None:
        raise StoreError("it is gone", next_step="bring it back")

    with pytest.raises(StoreError, match="it is gone"):
        Prior(refuse).now()
