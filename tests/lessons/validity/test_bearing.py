"""The checklist of a shelf, with the questions of the packs that are here."""

from pathlib import Path

import pytest

from hardwon.lessons import Shelf, Work, checklist_for, pack, whole_file
from hardwon.lessons.packs.pins import FILE, Pin, Pins, Written, write_pins
from hardwon.lessons.packs.sources import ShippedSource

_WORK = Work((whole_file("app/a.py", "phase_id = f'{project}-{n}'"),))


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    folder = tmp_path / ".hardwon/lessons"
    folder.mkdir(parents=True)
    for name, text in pack("async-jobs").pages.items():
        (folder / name).write_text(text)
    return Shelf(folder)


def test_a_packs_question_is_asked_about_its_lesson(shelf: Shelf) -> None:
    [item] = checklist_for(_WORK, shelf).items
    assert (item.text, item.lesson.slug) == (
        "Is every stored id queried, none built from its parts?", "query-stored-ids",
    )  # fmt: skip


def test_a_packs_lesson_that_is_not_adopted_here_is_not_asked_about(shelf: Shelf) -> None:
    page = shelf.folder / "query-stored-ids.md"
    page.write_text(page.read_text().replace("status: adopted", "status: candidate"))
    assert checklist_for(_WORK, shelf).items == ()


def test_an_imported_pack_asks_in_the_words_of_the_version_that_is_here(shelf: Shelf) -> None:
    pin = Pin(
        "async-jobs", ShippedSource("async-jobs"), 1, "0" * 64,
        files={"lessons/query-stored-ids.md": Written("0" * 64, "adopted")},
        questions=("Was every stored id queried?",),
    )  # fmt: skip
    (shelf.folder.parent / FILE).write_bytes(write_pins(Pins((pin,))) or b"")
    [item] = checklist_for(_WORK, shelf).items
    assert item.text == "Was every stored id queried?"


def test_an_empty_shelf_and_broken_pins_ask_nothing_of_nobody(shelf: Shelf, tmp_path: Path) -> None:
    assert checklist_for(_WORK, Shelf(tmp_path / "nowhere/lessons")).items == ()
    (shelf.folder.parent / FILE).write_text("[")
    assert len(checklist_for(_WORK, shelf).items) == 1
