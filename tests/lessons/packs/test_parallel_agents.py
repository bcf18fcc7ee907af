"""The pack on many agents: which commands its rules mean, line by line, and what its template does."""

import ast
import asyncio
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from hardwon.check import check_texts
from hardwon.lessons import command_breaches, pack
from hardwon.lessons.pages.lesson import Case, CommandRule, Lesson
from hardwon.lessons.pages.verification import commands_of

PACKS = [pack("parallel-agents"), pack("orm-performance")]
ON_COMMANDS = {lesson.slug: lesson for lesson in PACKS[0].lessons if isinstance(lesson.rule, CommandRule)}


def _commands(lesson: Lesson, *, bad: bool) -> list[str]:
    cases: list[Case] = [case for case in lesson.cases if case.bad is bad]
    return [command for case in cases for command in commands_of(case)]


def _found(command: str) -> list[str]:
    rules = {slug: lesson.rule for slug, lesson in ON_COMMANDS.items()}
    return [
        slug
        for slug, rule in rules.items()
        if isinstance(rule, CommandRule) and command_breaches(rule, command)
    ]


@pytest.mark.parametrize(
    ("slug", "command"),
    [(slug, command) for slug, lesson in ON_COMMANDS.items() for command in _commands(lesson, bad=True)],
)
def test_each_bad_line_is_found_and_by_no_other_lesson(slug: str, command: str) -> None:
    assert _found(command) == [slug]


@pytest.mark.parametrize(
    "command", [command for lesson in ON_COMMANDS.values() for command in _commands(lesson, bad=False)]
)
def test_no_lesson_objects_to_a_good_line(command: str) -> None:
    assert _found(command) == []


@pytest.mark.parametrize(
    "command",
    [
        "git log --all --oneline",
        "git commit --author='A. Nyone <a@example.org>' -m fix",
        'git commit -m "Never use git add -A here"',
        "git add -N .",
        "git reset --soft HEAD~1",
        "git restore --staged .",
        "git clean -xdf -e .env build",
        "git stash show -p",
        "git push origin --delete old-f",
        "git push origin feature:main",
        "kill -- -$(cat job/pid)",
        "tmux kill-session -t dev",
        "systemctl restart nginx",
        "rm -rf node_modules package-lock.json",
        "ls .git/*.lock",
        "find . -name '*.lock'",
    ],
)
def test_an_everyday_command_is_left_alone(command: str) -> None:
    assert _found(command) == []


@pytest.mark.parametrize(
    ("name", "file"), [(found.name, file) for found in PACKS for file in found.templates], ids=str
)
def test_a_template_is_code_that_no_rule_objects_to(name: str, file: str) -> None:
    text = pack(name).templates[file]
    ast.parse(text)
    assert check_texts({f"app/{file.removesuffix('.txt')}": text}).findings == ()


@pytest.fixture
def at_work(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the template's `work` was asked, in order; it fails the first time it is asked for `bad`."""
    asked: list[str] = []

    async def work(item: str) -> str:
        asked.append(item)
        await asyncio.sleep(0)
        if item == "bad" and asked.count("bad") == 1:
            raise ValueError(item)
        return item.upper()

    module = ModuleType("app.work")
    module.__dict__["work"] = work
    monkeypatch.setitem(sys.modules, "app", ModuleType("app"))
    monkeypatch.setitem(sys.modules, "app.work", module)
    return asked


def test_the_batch_of_the_pack_goes_on_where_it_stopped(at_work: list[str], tmp_path: Path) -> None:
    names: dict[str, object] = {}
    exec(compile(PACKS[0].templates["batch.py.txt"], "batch.py", "exec"), names)
    run_batch, results = names["run_batch"], tmp_path / "results.jsonl"
    assert callable(run_batch)
    assert asyncio.run(run_batch(["a", "bad", "b"], results)) == ["bad"]
    assert asyncio.run(run_batch(["a", "bad", "b"], results)) == []
    assert sorted(at_work) == ["a", "b", "bad", "bad"]
    lines = [json.loads(line) for line in results.read_text(encoding="utf-8").splitlines()]
    values = {line["id"]: line["value"] for line in lines if "value" in line}
    assert values == {"a": "A", "b": "B", "bad": "BAD"}
    assert [line["id"] for line in lines if "error" in line] == ["bad"]
