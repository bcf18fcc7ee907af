"""What every pack that ships promises of each lesson: short, paid for, with a source and a check."""

import ast
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from hardwon.assembly.linters import Ruff
from hardwon.check import check_texts
from hardwon.lessons import Lesson, pack, pack_names, verify
from hardwon.lessons.pages.enforcement import user_rule
from hardwon.lessons.pages.lesson import CommandRule

BY_PACK = [pytest.param(name, id=name) for name in pack_names()]
LESSONS = [
    pytest.param(lesson, id=f"{name}:{lesson.slug}") for name in pack_names() for lesson in pack(name).lessons
]
# What no machine can see without seeing it wrongly too often.
WITHOUT_RULE = frozenset({"log-background-work"})


def prose(lesson: Lesson) -> str:
    """The lesson's body without its cases."""
    return "".join(lesson.body.split("```")[::2])


@pytest.mark.parametrize("name", BY_PACK)
def test_a_pack_has_five_to_seven_lessons_and_asks_before_and_after(name: str) -> None:
    found = pack(name)
    assert found.name == name
    assert 5 <= len(found.lessons) <= 7
    assert 4 <= len(found.checklist) <= 7
    assert 4 <= len(found.questions) <= 7
    assert [question for question in found.questions if not question.endswith("?")] == []
    assert [step for step in found.checklist if not step.endswith(".")] == []


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_is_adopted_short_and_says_what_it_cost_and_when_to_ask_again(lesson: Lesson) -> None:
    assert lesson.status == "adopted"
    assert lesson.cost >= 10  # minutes
    assert lesson.review is not None
    assert lesson.triggers.prompt
    assert 50 <= len(lesson.body.split("```")[0].split()) <= 150
    assert len(prose(lesson)) < 1_200


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_has_a_source_that_can_be_opened(lesson: Lesson) -> None:
    assert lesson.evidence
    assert [one for one in lesson.evidence if not one.startswith("url:https://")] == []


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_shows_both_sides(lesson: Lesson) -> None:
    assert {case.bad for case in lesson.cases} == {True, False}


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_is_held_by_a_rule_that_its_own_cases_prove(lesson: Lesson, tmp_path: Path) -> None:
    verified = verify(lesson, Ruff(tmp_path))
    assert [(one.what, one.next_step) for one in verified.failures] == []
    assert verified.unverified == ()
    assert (lesson.rule is None) == (lesson.slug in WITHOUT_RULE)
    assert len(verified.outcomes) == (0 if lesson.rule is None else len(lesson.cases))


@pytest.mark.parametrize("lesson", LESSONS)
def test_cases_are_code_in_the_language_they_name(lesson: Lesson) -> None:
    readers: dict[str, Callable[[str], object]] = {".py": ast.parse, ".yml": yaml.safe_load}
    files = [file for case in lesson.cases for file in case.files]
    read = [readers[Path(file.path).suffix](file.text) for file in files if Path(file.path).suffix in readers]
    assert len(read) == len(files) or isinstance(lesson.rule, CommandRule)


@pytest.mark.parametrize("name", BY_PACK)
def test_templates_are_code(name: str) -> None:
    templates = pack(name).templates
    assert templates
    python = [text for file, text in templates.items() if file.endswith(".py.txt")]
    other = [text for file, text in templates.items() if file.endswith(".yml.txt")]
    assert len(python) + len(other) == len(templates)
    assert [text for text in python if not ast.parse(text).body] == []
    assert [text for text in other if not isinstance(yaml.safe_load(text), dict)] == []


@pytest.mark.parametrize("name", BY_PACK)
def test_no_lesson_of_a_pack_objects_to_its_templates(name: str, tmp_path: Path) -> None:
    places = {".py.txt": "app/", ".yml.txt": ".github/workflows/"}
    texts = {
        places["." + file.split(".", 1)[1]] + file.removesuffix(".txt"): text
        for file, text in pack(name).templates.items()
    }
    users = [rule for lesson in pack(name).lessons if (rule := user_rule(lesson)) is not None]
    report = check_texts(texts, users=users, linter=Ruff(tmp_path))
    assert [(one.rule, one.path, one.line) for one in report.findings] == []


def run_template(name: str, file: str, folder: Path) -> dict[str, Any]:
    """The names that the pack's template defines."""
    path = folder / file.removesuffix(".txt")
    path.write_text(pack(name).templates[file], encoding="utf-8")
    return runpy.run_path(str(path))


def test_the_template_for_files_leaves_the_old_one_whole_when_writing_fails(tmp_path: Path) -> None:
    replace_text = run_template("resilient-io", "replacing.py.txt", tmp_path)["replace_text"]
    folder = tmp_path / "data"
    folder.mkdir()
    path = folder / "state.json"
    replace_text(path, "old")
    with pytest.raises(UnicodeEncodeError):
        replace_text(path, "new \ud800")
    assert path.read_text(encoding="utf-8") == "old"
    assert list(folder.iterdir()) == [path]


def test_the_template_for_retries_waits_longer_and_gives_up(tmp_path: Path) -> None:
    retry = run_template("resilient-io", "retrying.py.txt", tmp_path)["retry"]
    slept: list[float] = []
    calls: list[int] = []

    def late() -> int:
        calls.append(1)
        if len(calls) < 4:
            raise TimeoutError
        return len(calls)

    assert retry(late, on=(TimeoutError,), first=1.0, longest=2.0, sleep=slept.append) == 4
    assert len(slept) == 3
    assert [pause for pause, most in zip(slept, (1.0, 2.0, 2.0), strict=True) if not 0 <= pause <= most] == []
    calls.clear()
    with pytest.raises(TimeoutError):
        retry(late, on=(TimeoutError,), tries=3, sleep=slept.append)
    assert len(calls) == 3
    calls.clear()
    with pytest.raises(TimeoutError):
        retry(late, on=(ConnectionError,), sleep=slept.append)
    assert len(calls) == 1


def test_the_template_for_settings_knows_no_from_yes_and_refuses_the_rest(tmp_path: Path) -> None:
    names = run_template("honest-code", "settings.py.txt", tmp_path)
    read = names["read_settings"]
    there = {"APP_DATABASE": "sqlite://"}
    assert [read({**there, "APP_DEBUG": word}).debug for word in ("false", "0", "", "YES", "1")] == [
        False,
        False,
        False,
        True,
        True,
    ]
    with pytest.raises(names["BadSetting"], match="write true or false"):
        read({**there, "APP_DEBUG": "maybe"})
    with pytest.raises(names["BadSetting"], match="APP_DATABASE is not set"):
        read({})
