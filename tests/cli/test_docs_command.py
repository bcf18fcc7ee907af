"""`hardwon docs` from outside."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from hardwon.assembly import open_workspace
from hardwon.cli.root import root
from hardwon.cli.schema import schema_of
from hardwon.core import iso
from hardwon.store import NewEvent

PAGE = """\
---
title: Load records inside the task
status: adopted
kind: gotcha
cost: 2h
rule: detached-record
---
A record is detached once its session ends.
"""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    repository = tmp_path / "repository"
    (repository / ".hardwon/lessons").mkdir(parents=True)
    (repository / ".hardwon/lessons/load-inside.md").write_text(PAGE)
    monkeypatch.chdir(repository)
    return repository


def docs(*words: str) -> Result:
    return CliRunner().invoke(root, ["docs", *words])


def document(*words: str) -> Any:
    printed = json.loads(docs("--format", "json", *words).stdout)
    jsonschema.validate(printed, schema_of("docs"))
    return printed


def prevent(repository: Path, times: int) -> None:
    workspace = open_workspace(repository)
    time = iso(workspace.clock.now())
    told = {"slug": "load-inside", "rule": "detached-record", "path": "a.py", "how": "denied"}
    with workspace.owner("test") as journal:
        journal.append(
            [
                NewEvent(f"t:{number}", "lesson.prevented", time, {**told, "fingerprint": str(number)})
                for number in range(times)
            ]
        )


def test_it_writes_both_documents_and_then_they_are_current(repository: Path) -> None:
    assert docs("--check").exit_code == 1
    assert not (repository / "docs").exists()
    assert docs().stdout.splitlines() == ["  + docs/lessons/README.md", "  + docs/lessons/checklist.md"]
    assert docs("--check").exit_code == 0
    page = repository / ".hardwon/lessons/load-inside.md"
    page.write_text(PAGE.replace("cost: 2h", "cost: 3h"))
    result = docs("--check")
    assert (result.exit_code, result.stderr) == (1, "not current -> hardwon docs\n")


def test_the_journal_says_what_was_saved_and_the_page_keeps_it_where_there_is_none(repository: Path) -> None:
    prevent(repository, 2)
    [entry] = document()["lessons"]
    assert (entry["prevented"], entry["spared"], entry["must_read"]) == (2, 240, True)
    text = (repository / "docs/lessons/README.md").read_text()
    assert "| 2h | 4h, 2 prevented |" in text
    for file in (repository / ".hardwon/state").rglob("*"):
        if file.is_file():
            file.unlink()
    assert docs("--check").exit_code == 0
    assert document()["lessons"][0]["prevented"] == 2
    assert (repository / "docs/lessons/README.md").read_text() == text


def test_the_check_is_about_lessons_and_not_about_whose_journal_it_is(repository: Path) -> None:
    assert docs().exit_code == 0
    prevent(repository, 1)
    assert docs("--check").exit_code == 0
    assert [change["path"] for change in document()["changes"]] == ["docs/lessons/README.md"]


def test_the_folder_is_named_by_the_settings_or_the_command(repository: Path) -> None:
    (repository / "hardwon.toml").write_text('[tool.hardwon]\ndocs = "handbook"\n')
    assert document()["folder"] == "handbook"
    assert (repository / "handbook/README.md").is_file()
    assert document("--out", "notes/learnt")["folder"] == "notes/learnt"
    assert "(../../.hardwon/lessons/load-inside.md)" in (repository / "notes/learnt/README.md").read_text()


def test_a_folder_elsewhere_is_refused(repository: Path, tmp_path: Path) -> None:
    result = docs("--out", str(tmp_path / "elsewhere"))
    assert "is not in" in str(result.exception)
    assert not (tmp_path / "elsewhere").exists()


def test_sync_keeps_them_current_where_they_are_and_uninstall_takes_them_back(repository: Path) -> None:
    runner = CliRunner()
    assert runner.invoke(root, ["init", "--no-pack"]).exit_code == 0
    assert not (repository / "docs").exists()
    assert docs().exit_code == 0
    page = repository / ".hardwon/lessons/load-inside.md"
    page.write_text(PAGE.replace("Load records", "Load every record"))
    assert runner.invoke(root, ["sync", "--check"]).exit_code == 1
    synced = runner.invoke(root, ["sync"])
    assert "  ~ docs/lessons/README.md" in synced.stdout.splitlines()
    assert docs("--check").exit_code == 0
    assert runner.invoke(root, ["uninstall"]).exit_code == 0
    assert not (repository / "docs").exists()
