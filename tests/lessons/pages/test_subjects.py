"""Which subjects work and lessons are about."""

import pytest

from hardwon.lessons import Lesson
from hardwon.lessons.pages.lesson import Triggers
from hardwon.lessons.pages.patches import whole_file
from hardwon.lessons.pages.subjects import asked_about, told_about, touched_by


@pytest.mark.parametrize(
    ("path", "text", "subject"),
    [
        ("a.py", "tasks.add_task(send)", "background jobs"),
        ("a.py", "send.delay(1)", "background jobs"),
        ("a.py", "@celery.task\ndef send(): ...", "background jobs"),
        ("a.py", "asyncio.run(main())", "async"),
        ("a.py", "async def load(): ...", "async"),
        ("alembic/versions/1.py", "x = 1", "migrations"),
        ("a.sql", "alter x;\nCREATE TABLE t (id int);", "migrations"),
        ("a.py", "make = async_sessionmaker(engine)", "database sessions"),
        ("a.py", "User.objects.filter(id=1)", "queries"),
        ("a.py", "job.status = 'running'", "status"),
        ("docs/plan.md", "- [ ] write it", "planning"),
    ],
)
def test_changed_lines_and_paths_touch_a_subject(path: str, text: str, subject: str) -> None:
    assert subject in touched_by(whole_file(path, text))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.md", "asyncio.run(main())"),
        ("a.py", "total = price * 2"),
        ("a.py", "if job.status == 1: stop()"),
        ("a.py", "task = 3"),
        ("planner.py", "x = 1"),
    ],
)
def test_other_lines_touch_none(path: str, text: str) -> None:
    assert touched_by(whole_file(path, text)) == {}


def test_a_prompt_asks_about_what_it_names_in_full() -> None:
    assert asked_about("move it into a Celery worker") == {"background jobs"}
    assert asked_about("the n+1 in the orders list") == {"queries"}
    assert asked_about("Write a plan for the release") == {"planning"}
    assert asked_about("a good job on the status bar") == frozenset()


def test_a_title_says_what_a_lesson_is_about_and_only_then_its_triggers() -> None:
    titled = Lesson("a", "Mark a job running", "adopted", "fix", "", "a.md")
    other = Lesson(
        "b", "Take it slowly", "adopted", "fix", "", "b.md", triggers=Triggers(prompt=("slow query",))
    )
    neither = Lesson("c", "Take it slowly", "adopted", "fix", "", "c.md")
    assert [told_about(one) for one in (titled, other, neither)] == [
        {"background jobs"},
        {"queries"},
        frozenset(),
    ]
