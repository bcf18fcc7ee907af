"""What the adopted lessons ask of everybody."""

from pathlib import Path

import pytest

from hardwon.lessons import Asked, Shelf, pack, packs_of, questions_of


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    folder = tmp_path / ".hardwon/lessons"
    folder.mkdir(parents=True)
    for name in ("job-status-first.md", "query-stored-ids.md"):
        (folder / name).write_text(pack("async-jobs").pages[name])
    (folder / "own.md").write_text("---\ntitle: Squash before the merge.\nstatus: adopted\n---\nSo it is.\n")
    return Shelf(folder)


def asked(shelf: Shelf) -> dict[str, Asked]:
    packs = packs_of(shelf, [lesson.slug for lesson in shelf.adopted()])
    return {one.lesson.slug: one for one in questions_of(shelf.adopted(), tuple(packs.values()))}


def test_a_lesson_asks_in_its_packs_words_before_the_work_and_after_it(shelf: Shelf) -> None:
    job = asked(shelf)["job-status-first"]
    assert job.before == "Mark the job running as the first act."
    assert job.after.startswith("Does every job say that it runs before it does anything else")


def test_a_lesson_without_words_of_a_pack_asks_by_its_title(shelf: Shelf) -> None:
    own = asked(shelf)["own"]
    assert own.before == "Squash before the merge."
    assert own.after == "Is this kept to: “Squash before the merge”?"


def test_a_title_that_is_a_question_is_asked_as_it_is(shelf: Shelf) -> None:
    (shelf.folder / "own.md").write_text("---\ntitle: Is it squashed?\nstatus: adopted\n---\nSo it is.\n")
    assert asked(shelf)["own"].after == "Is it squashed?"


def test_a_lesson_that_is_not_adopted_asks_nothing(shelf: Shelf) -> None:
    page = shelf.folder / "query-stored-ids.md"
    page.write_text(page.read_text().replace("status: adopted", "status: retired"))
    assert set(asked(Shelf(shelf.folder))) == {"job-status-first", "own"}
