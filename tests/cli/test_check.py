"""`hardwon check` and `hardwon rules`, as people and programs meet them."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from hardwon.cli.root import root

APP = """\
from jobs import job_manager


def work(job_id):
    job_manager.update_job_status(job_id, "running")
"""
JOBS = """\
class JobManager:
    def update_job_progress(self, job_id, progress=None, status=None):
        print(job_id, progress, status)


job_manager = JobManager()
"""
LESSON = """\
---
title: Ask the job manager for what it has
status: adopted
kind: gotcha
cost: 30m
rule: unknown-job-method
enforce: deny
---
The method is called `update_job_progress`.
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/HEAD").write_text("ref: refs/heads/main\n")
    (tmp_path / "app.py").write_text(APP)
    (tmp_path / "jobs.py").write_text(JOBS)
    return tmp_path


def hardwon(*words: str, text: str | None = None) -> Result:
    return CliRunner().invoke(root, list(words), input=text)


def document(result: Result) -> Any:
    return json.loads(result.stdout)


def test_a_finding_is_shown_with_its_line_its_reason_and_the_way_out(repository: Path) -> None:
    result = hardwon("check", "--repo", str(repository))
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[0] == "app.py"
    assert lines[1] == '   5  job_manager.update_job_status(job_id, "running")'
    assert lines[2].strip() == "─" * len("update_job_status")
    assert lines[2].index("─") == lines[1].index("update_job_status")
    assert "error  unknown-job-method  `JobManager` has no method `update_job_status`" in lines[3]
    assert 'do     write  job_manager.update_job_progress(job_id, status="running")' in result.stdout
    assert lines[-1].startswith("1 error in 1 of 2 files · ")


def test_the_lesson_of_a_rule_is_shown_with_its_cost(repository: Path) -> None:
    (repository / ".hardwon/lessons").mkdir(parents=True)
    (repository / ".hardwon/lessons/job-methods.md").write_text(LESSON)
    result = hardwon("check", "--repo", str(repository))
    assert "lesson Ask the job manager for what it has · cost" in result.stdout


def test_the_lesson_is_told_once_where_the_next_finding_has_the_same(repository: Path) -> None:
    (repository / ".hardwon/lessons").mkdir(parents=True)
    (repository / ".hardwon/lessons/job-methods.md").write_text(LESSON)
    (repository / "app.py").write_text(APP + APP)
    (repository / "more.py").write_text(APP)
    shown = hardwon("check", "--repo", str(repository)).stdout
    assert (shown.count("do     "), shown.count("lesson Ask the job manager")) == (3, 2)


def test_a_title_that_is_the_message_is_not_told_twice(repository: Path) -> None:
    (repository / ".hardwon/lessons").mkdir(parents=True)
    page = LESSON.replace("rule: unknown-job-method", "rule: {pattern: $X.update_job_status($$$)}")
    (repository / ".hardwon/lessons/job-methods.md").write_text(page)
    shown = hardwon("check", "--repo", str(repository)).stdout
    assert shown.count("Ask the job manager for what it has") == 1
    assert "lesson cost 30m" in shown


def test_json_is_one_document_of_the_agreed_shape(repository: Path) -> None:
    result = hardwon("check", "--repo", str(repository), "--format", "json")
    assert result.exit_code == 1
    told = document(result)
    [finding] = told["findings"]
    assert told["version"] == 1
    assert (told["files"], told["errors"]) == (2, [])
    assert (finding["rule"], finding["path"], finding["line"], finding["column"]) == (
        "unknown-job-method", "app.py", 5, 17,
    )  # fmt: skip
    assert (finding["end_line"], finding["end_column"], finding["severity"]) == (5, 34, "error")
    assert finding["lesson"] is None
    assert len(finding["fingerprint"]) == 20
    assert finding["fix"]["edits"][0]["text"] == 'job_manager.update_job_progress(job_id, status="running")'


def test_nothing_found_is_exit_code_0(repository: Path) -> None:
    (repository / "app.py").write_text("x = 1\n")
    result = hardwon("check", "--repo", str(repository))
    assert result.exit_code == 0
    assert result.stdout.startswith("no findings in 2 files · ")


def test_a_broken_file_is_named_and_is_no_finding(repository: Path) -> None:
    (repository / "app.py").write_text("def f(:\n")
    result = hardwon("check", "--repo", str(repository), "--format", "json")
    assert result.exit_code == 0
    assert document(result)["errors"] == [
        {"path": "app.py", "line": 1, "message": "line 1: syntax error; analysed as far as it parses"}
    ]


def test_only_the_named_paths_are_reported_and_others_pass_quietly(repository: Path) -> None:
    (repository / "notes.md").write_text("job_manager.stop()\n")
    for name, code in (("app.py", 1), ("jobs.py", 0), ("notes.md", 0)):
        assert hardwon("check", "--repo", str(repository), str(repository / name)).exit_code == code


def test_standard_input_stands_for_a_file(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)
    assert hardwon("check", "--stdin-filename", "app.py", text="x = 1\n").exit_code == 0
    assert hardwon("check", "--stdin-filename", "new/api.py", text=APP).exit_code == 1


def test_a_setting_for_a_rule_that_does_not_exist_is_misuse(repository: Path) -> None:
    (repository / "pyproject.toml").write_text('[tool.hardwon.check]\nignore = ["unknown-job-methd"]\n')
    run = subprocess.run(
        [sys.executable, "-m", "hardwon", "check"],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 2
    assert "did you mean `unknown-job-method`?" in run.stderr


def test_the_run_is_told_to_the_journal_by_way_of_the_spool(repository: Path) -> None:
    hardwon("check", "--repo", str(repository))
    spool = repository / ".git/hardwon/spool"
    told = "".join(file.read_text() for file in spool.rglob("*") if file.is_file())
    assert '"check.ran"' in told
    assert "unknown-job-method" in told


def test_a_run_without_changes_loads_neither_parser_nor_database(repository: Path) -> None:
    for name in ("app.py", "jobs.py"):
        os.utime(repository / name, (1_700_000_000, 1_700_000_000))
    script = (
        "import sys; from hardwon.cli import run; code = run(['check']);"
        "print(code, sorted({'tree_sitter', 'sqlalchemy', 'yaml', 'rich', 'pathspec'} & set(sys.modules)))"
    )
    for expected in (None, "1 []"):
        run = subprocess.run(
            [sys.executable, "-c", script], cwd=repository, capture_output=True, text=True, check=True
        )
        if expected is not None:
            assert run.stdout.splitlines()[-1] == expected
