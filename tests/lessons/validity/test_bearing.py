"""The checklist of a shelf, with the questions of the packs that are here."""

from pathlib import Path

import pytest

from hardwon.lessons import Shelf, Work, checklist_for, pack, whole_file

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


def test_an_empty_shelf_and_broken_pins_ask_nothing_of_nobody(shelf: Shelf, tmp_path: Path) -> None:
    assert checklist_for(_WORK, Shelf(tmp_path / "nowhere/lessons")).items == ()
    (shelf.folder.parent / "packs.yaml").write_text("[")
    assert len(checklist_for(_WORK, shelf).items) == 1
