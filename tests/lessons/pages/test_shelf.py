"""A shelf gives the lessons that can be read and the problems of the others."""

from pathlib import Path

import pytest

from hardwon.lessons import BadLesson, NoSuchLesson, Shelf
from tests.lessons.samples import GOOD, page


def shelf(tmp_path: Path, **pages: str) -> Shelf:
    folder = tmp_path / ".hardwon/lessons"
    folder.mkdir(parents=True)
    for name, text in pages.items():
        (folder / f"{name.replace('_', '-')}.md").write_text(text)
    return Shelf(folder)


def test_a_folder_that_is_not_there_is_an_empty_shelf(tmp_path: Path) -> None:
    empty = Shelf(tmp_path / "nowhere/lessons")
    assert (empty.lessons(), empty.problems(), empty.by_rule()) == ((), (), {})


def test_a_broken_page_hides_no_other(tmp_path: Path) -> None:
    found = shelf(tmp_path, a_first=GOOD, broken=page(enforce="enforce: block"), z_last=GOOD)
    assert [lesson.slug for lesson in found.lessons()] == ["a-first", "z-last"]
    [problem] = found.problems()
    assert (problem.path, problem.line) == (".hardwon/lessons/broken.md", 9)


def test_readme_and_hidden_files_are_no_lessons(tmp_path: Path) -> None:
    found = shelf(tmp_path, one=GOOD)
    (found.folder / "README.md").write_text("# About\n")
    (found.folder / ".draft.md").write_text("x")
    (found.folder / "notes.txt").write_text("x")
    assert [lesson.slug for lesson in found.lessons()] == ["one"]
    assert found.problems() == ()


def test_two_slugs_that_differ_in_case_only_are_a_problem(tmp_path: Path) -> None:
    found = shelf(tmp_path, Job=GOOD, job=GOOD)
    assert len(found.lessons()) == 1
    [problem] = found.problems()
    assert "is taken by .hardwon/lessons/Job.md" in problem.what


def test_a_page_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    found = shelf(tmp_path, one=GOOD)
    (found.folder / "gone.md").symlink_to(tmp_path / "nowhere")
    [problem] = found.problems()
    assert problem.path == ".hardwon/lessons/gone.md"
    assert problem.what.startswith("cannot be read: No such file")


def test_a_lesson_is_found_by_its_slug_or_its_beginning(tmp_path: Path) -> None:
    found = shelf(tmp_path, job=GOOD, job_status=GOOD, timestamps=GOOD)
    assert found.get("job").slug == "job"
    assert found.find("job").slug == "job"
    assert found.find("t").slug == "timestamps"
    assert found.find("job-").slug == "job-status"


def test_what_is_not_found_names_what_was_meant(tmp_path: Path) -> None:
    found = shelf(tmp_path, job_status=GOOD, job_methods=GOOD, broken=page(status=""))
    with pytest.raises(NoSuchLesson, match="did you mean job-status"):
        found.get("job-statsu")
    with pytest.raises(NoSuchLesson, match="hardwon lessons list"):
        found.find("zzz")
    with pytest.raises(NoSuchLesson, match="write one of job-methods, job-status"):
        found.find("job")
    with pytest.raises(NoSuchLesson):
        found.find("")
    with pytest.raises(BadLesson, match="`status` is missing"):
        found.get("broken")


def test_a_rules_lesson_is_the_adopted_one_that_cost_most(tmp_path: Path) -> None:
    found = shelf(
        tmp_path,
        cheap=page(cost="cost: 5m"),
        dear=page(cost="cost: 3h"),
        retired=page(cost="cost: 9h", status="status: retired"),
        other=page(rule="rule: {command: rm}"),
    )
    assert {rule: lesson.slug for rule, lesson in found.by_rule().items()} == {"detached-record": "dear"}
    assert [lesson.slug for lesson in found.adopted()] == ["cheap", "dear", "other"]


def test_pages_are_read_again_after_a_change_was_told(tmp_path: Path) -> None:
    found = shelf(tmp_path, one=GOOD)
    assert len(found.lessons()) == 1
    (found.folder / "two.md").write_text(GOOD)
    assert len(found.lessons()) == 1
    found.forget()
    assert len(found.lessons()) == 2


def test_known_rules_are_asked_for_where_they_are_given(tmp_path: Path) -> None:
    found = shelf(tmp_path, one=GOOD)
    assert Shelf(found.folder, known_rules=("other-rule",)).lessons() == ()
    assert len(Shelf(found.folder, known_rules=("detached-record",)).lessons()) == 1
