"""`hardwon recall` from outside: what it prints, which exit codes, what it says of misuse."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from hardwon.assembly import open_workspace
from hardwon.cli import run
from hardwon.store import NewEvent

_SAID = [
    "the nightly export hangs",
    "a nested session is opened while the outer one is held",
    "mended in app/run.py",
]
_PAGE = """\
---
title: Pass the session down
status: adopted
kind: gotcha
applies-to: ["app/**/*.py"]
---
A second session while the first is held waits for itself.
"""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    root = tmp_path / "repository"
    (root / ".hardwon/lessons").mkdir(parents=True)
    (root / ".hardwon/lessons/pass-down.md").write_text(_PAGE)
    monkeypatch.chdir(root)
    with open_workspace(root).owner("test") as journal:
        journal.append(
            [
                NewEvent(
                    f"turns:s1:{turn}",
                    "session.turn",
                    "2026-01-02T03:04:05.000Z",
                    {"turn": str(turn), "speaker": "assistant", "text": text},
                    "s1",
                )
                for turn, text in enumerate(_SAID, 1)
            ]
        )
    return root


def _json(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert run(["recall", *arguments, "--format", "json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_words_are_answered_for_people(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["recall", "why does the export hang"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("turn    s1#1\n        assistant: the nightly export hangs\n")
    assert "tokens" in out.splitlines()[-1]


def test_words_are_answered_for_programs(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = _json(capsys, "nested", "session")
    assert document["version"] == 1
    assert {unit["source"] for unit in document["units"]} >= {"s1#2", "lesson:pass-down"}
    assert all(set(unit) == {"source", "kind", "score", "text"} for unit in document["units"])
    assert 0 < document["tokens"] <= 1500


def test_the_budget_is_kept(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _json(capsys, "session", "--budget", "30")["tokens"] <= 30


def test_a_file_is_enough_from_any_directory(
    repository: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository / "app").mkdir()
    monkeypatch.chdir(repository / "app")
    units = _json(capsys, "--file", "run.py")["units"]
    assert {unit["source"] for unit in units} >= {"s1#3", "lesson:pass-down"}


def test_what_changed_since_a_commit_is_enough(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "notes.txt").write_text("plain\n")
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.invalid"]
    for command in (["init", "-q", "-b", "main"], ["add", "notes.txt"], ["commit", "-q", "-m", "begin"]):
        subprocess.run([*git, *command], check=True)
    (repository / "app").mkdir()
    (repository / "app/run.py").write_text("with open_nested_session() as export:\n    pass\n")
    found = [unit["source"] for unit in _json(capsys, "--diff", "main")["units"]]
    assert "lesson:pass-down" in found
    assert run(["recall", "--diff", "nowhere"]) == 2


def test_nothing_found_is_an_answer_and_says_so(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["recall", "zeppelin"]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "nothing learnt bears on that" in said.err
    assert _json(capsys, "zeppelin") == {"version": 1, "units": [], "tokens": 0}


def test_the_n_best(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert len(_json(capsys, "session export", "--k", "2")["units"]) == 2


def test_a_batch_is_answered_line_by_line(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = [{"query": "q-1", "text": 'the "export" AND ('}, {"query": 2, "text": "zeppelin"}]
    (repository / "q.jsonl").write_text("".join(json.dumps(one) + "\n" for one in asked))
    assert run(["recall", "--batch", "q.jsonl", "--k", "3", "--format", "json"]) == 0
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (first["query"], first["units"][0]["source"]) == ("q-1", "s1#1")
    assert len(first["units"]) <= 3
    assert second == {"version": 1, "query": 2, "units": []}


def test_a_broken_line_of_a_batch_is_named_and_nothing_is_printed(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "q.jsonl").write_text('{"query": 1, "text": "export"}\nexport\n')
    assert run(["recall", "--batch", "q.jsonl", "--k", "3", "--format", "json"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert 'q.jsonl:2: not JSON: export -> write lines of {"query": ID, "text": "WORDS"}' in said.err


@pytest.mark.parametrize(
    ("arguments", "next_step"),
    [
        ([], 'add words, as in: hardwon recall "retry"'),
        (["   "], "add words"),
        (["a", "--k", "2", "--budget", "9"], "give one of --k and --budget"),
        (["a", "--k", "0"], "x>=1"),
        (["a", "--batch", "-"], "leave all but --k out"),
        (["--batch", "absent.jsonl"], "No such file"),
    ],
)
def test_misuse_is_said_with_the_next_step(
    repository: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], next_step: str
) -> None:
    assert run(["recall", *arguments]) == 2
    assert next_step in capsys.readouterr().err


def test_without_a_store_it_answers_from_the_lessons_that_are_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    (tmp_path / "empty").mkdir()
    assert run(["recall", "session", "--repo", str(tmp_path / "empty"), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["units"] == []
