"""Which lessons files call for, by their paths and contents."""

from pathlib import Path

import pytest

from hardwon.lessons import Lesson, applying_to
from hardwon.lessons.pages.lesson import Status, Triggers


def lesson(
    slug: str,
    *,
    applies_to: tuple[str, ...] = ("app/**/*.py",),
    content: tuple[str, ...] = (),
    cost: int = 0,
    status: Status = "adopted",
) -> Lesson:
    return Lesson(
        slug, slug.title(), status, "gotcha", "", f".hardwon/lessons/{slug}.md", cost=cost,
        applies_to=applies_to, triggers=Triggers(content=content),
    )  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "app").mkdir()
    (tmp_path / "app/tasks.py").write_text("asyncio.Create_Task(x)\n")
    return tmp_path


def slugs(lessons: list[Lesson], files: list[str], root: Path) -> list[str]:
    return [one.slug for one in applying_to(lessons, files, root)]


def test_those_whose_patterns_match_come_by_their_cost(root: Path) -> None:
    lessons = [lesson("b"), lesson("a"), lesson("dear", cost=90), lesson("other", applies_to=("web/*",))]
    assert slugs(lessons, ["README.md", "app/tasks.py"], root) == ["dear", "a", "b"]
    assert slugs(lessons, ["README.md"], root) == []


def test_a_content_trigger_must_stand_in_the_file_in_any_case(root: Path) -> None:
    lessons = [lesson("here", content=("create_task",)), lesson("not-here", content=("BackgroundTasks",))]
    assert slugs(lessons, ["app/tasks.py"], root) == ["here"]


def test_what_covers_every_file_is_about_none_unless_its_trigger_stands_there(root: Path) -> None:
    lessons = [
        lesson("push", applies_to=("**",)),
        lesson("stage", applies_to=("**/*", "!docs/**")),
        lesson("task", applies_to=("**",), content=("create_task",)),
        lesson("python", applies_to=("**/*.py",)),
    ]
    assert slugs(lessons, ["app/tasks.py"], root) == ["python", "task"]


def test_a_file_that_is_not_there_calls_by_its_path(root: Path) -> None:
    assert slugs([lesson("a", content=("create_task",))], ["app/gone.py"], root) == ["a"]


def test_candidates_retired_ones_and_those_for_no_files_apply_to_none(root: Path) -> None:
    lessons = [lesson("c", status="candidate"), lesson("r", status="retired"), lesson("n", applies_to=())]
    assert slugs(lessons, ["app/tasks.py"], root) == []
