"""The index of lessons: what stands on top, and where the rest stands."""

from pathlib import Path

import pytest

from hardwon.lessons import LessonIndex, Shelf, arrange_lessons, pack
from hardwon.lessons.docs.index import MOST_READING
from hardwon.lessons.packs.pins import FILE, Pin, Pins, Written, write_pins
from hardwon.lessons.packs.sources import ShippedSource


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / ".hardwon/lessons"
    folder.mkdir(parents=True)
    return folder


def write(folder: Path, slug: str, *more: str, words: int = 100, title: str = "") -> None:
    front = "\n".join([f"title: {title or slug}", "status: adopted", "kind: gotcha", *more])
    (folder / f"{slug}.md").write_text(f"---\n{front}\n---\n{'word ' * words}\n")


def first(index: LessonIndex) -> list[str]:
    return [entry.lesson.slug for entry in index.first]


def grouped(index: LessonIndex) -> dict[str, list[str]]:
    return {group.title: [entry.lesson.slug for entry in group.entries] for group in index.groups}


def test_what_cost_most_is_first_and_what_prevented_that_again_above_it(folder: Path) -> None:
    write(folder, "dear", "cost: 3h")
    write(folder, "useful", "cost: 1h")
    write(folder, "cheap", "cost: 10m")
    assert first(arrange_lessons(Shelf(folder), {})) == ["dear", "useful"]
    assert first(arrange_lessons(Shelf(folder), {"useful": 3, "cheap": 5})) == ["useful", "dear", "cheap"]


def test_the_must_reads_take_no_longer_than_is_read_and_the_others_are_counted(folder: Path) -> None:
    write(folder, "endless", "cost: 9h", words=3000)
    write(folder, "a", "cost: 4h", words=999)
    write(folder, "b", "cost: 3h", words=999)
    write(folder, "c", "cost: 2h", words=200)
    index = arrange_lessons(Shelf(folder), {})
    assert (first(index), index.crowded_out) == (["a", "b"], 2)
    assert index.reading == MOST_READING
    assert grouped(index) == {"Gotchas": ["endless", "c"]}


def test_reading_is_the_page_at_two_hundred_words_a_minute(folder: Path) -> None:
    write(folder, "page", "cost: 2h", words=497, title="Three plain words")
    [entry] = arrange_lessons(Shelf(folder), {"page": 2}).first
    assert (entry.words, entry.reading, entry.spared) == (500, 2.5, 240)


def test_the_rest_stands_by_subject_else_with_its_pack_else_by_kind(folder: Path) -> None:
    write(folder, "own-habit", "cost: 5m")
    write(folder, "queue-first", "cost: 6m", title="Declare the queue before the worker")
    (folder / "set-updated-at.md").write_text(pack("async-jobs").pages["set-updated-at.md"])
    pin = Pin(
        "house", ShippedSource("async-jobs"), 1, "0" * 64,
        files={"lessons/own-habit.md": Written("0" * 64, "adopted")},
    )  # fmt: skip
    (folder.parent / FILE).write_bytes(write_pins(Pins((pin,))) or b"")
    assert grouped(arrange_lessons(Shelf(folder), {})) == {
        "From the pack async-jobs": ["set-updated-at"],
        "Background jobs": ["queue-first"],
        "From the pack house": ["own-habit"],
    }


def test_candidates_are_in_no_place_and_retired_ones_in_none_but_the_last(folder: Path) -> None:
    write(folder, "kept", "cost: 2h")
    for slug, status in (("waiting", "candidate"), ("gone", "retired")):
        write(folder, slug, "cost: 9h")
        page = folder / f"{slug}.md"
        page.write_text(page.read_text().replace("status: adopted", f"status: {status}"))
    index = arrange_lessons(Shelf(folder), {"gone": 4})
    assert [entry.lesson.slug for entry in index.entries] == ["kept"]
    assert [lesson.slug for lesson in index.retired] == ["gone"]


def test_no_lessons_make_an_empty_index(tmp_path: Path) -> None:
    assert arrange_lessons(Shelf(tmp_path / "none"), {}) == LessonIndex()
