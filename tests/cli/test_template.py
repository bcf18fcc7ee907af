"""`hardwon template` from outside."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from hardwon.cli import run
from hardwon.cli.schema import schema_of
from tests.journey.shop import write_shop


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    root = tmp_path / "repository"
    root.mkdir()
    monkeypatch.chdir(root)
    return root


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("shop")
    write_shop(root)
    return root


def _json(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    capsys.readouterr()
    assert run(["template", *arguments, "--format", "json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_templates_are_named_with_what_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["template"]) == 0
    job, task, module = capsys.readouterr().out.splitlines()
    assert job.startswith("job     A background job: it says that it runs")
    assert task.startswith("task    A background task without a job record")
    assert module.startswith("module  A module with its contract")


def test_a_template_is_printed_as_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["template", "job"]) == 0
    text = capsys.readouterr().out
    compile(text, "job.py", "exec")
    assert 'status="running"' in text


def test_a_template_is_written_but_never_over_a_file(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["template", "task", "--output", "app/jobs/mail.py"]) == 0
    assert "add_task(after_save, record_id)" in (repository / "app/jobs/mail.py").read_text()
    (repository / "app/jobs/mail.py").write_text("mine\n")
    assert run(["template", "task", "--out", "app/jobs/mail.py"]) == 2
    assert "is there already" in capsys.readouterr().err
    assert (repository / "app/jobs/mail.py").read_text() == "mine\n"


def test_the_teams_own_template_goes_before_the_one_that_ships(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / ".hardwon/templates").mkdir(parents=True)
    (repository / ".hardwon/templates/job.py.txt").write_text('"""Ours."""\n')
    (repository / ".hardwon/templates/mail.py.txt").write_text('"""A mail."""\n')
    assert run(["template", "job"]) == 0
    assert capsys.readouterr().out == '"""Ours."""\n'
    assert run(["template"]) == 0
    named = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert named == ["job", "mail", "task", "module"]


def test_a_template_that_is_not_there_is_told_with_those_that_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["template", "tsk"]) == 2
    assert "did you mean task?" in capsys.readouterr().err
    assert run(["template", "xyz"]) == 2
    assert "there are job, task, module" in capsys.readouterr().err


def test_packs_and_the_cures_of_adopted_lessons_are_templates_too(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["init"]) == 0
    capsys.readouterr()
    names = {one["name"] for one in _json(capsys)["templates"]}
    assert {"job", "task", "module", "job-status-first"} <= names
    result = _json(capsys, "job-status-first", "import_rows")
    assert "async def import_rows(job_id: str" in result["files"][0]["text"]
    assert result["source"] == ".hardwon/lessons/job-status-first.md"
    only = [one["name"] for one in _json(capsys, "--pack", "resilient-io")["templates"]]
    assert only == ["replacing", "retrying"]
    assert "def retry(" in _json(capsys, "retrying", "--pack", "resilient-io")["files"][0]["text"]
    assert run(["template", "--pack", "resilient"]) == 2
    assert "did you mean resilient-io?" in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["job", "task"])
def test_in_a_real_application_it_speaks_its_names_and_passes_its_check(
    kind: str, shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(shop)
    result = _json(capsys, kind, f"close_order_{kind}", "--out", f"app/tasks/close_order_{kind}.py")
    jsonschema.validate(result, schema_of("template"))
    [file] = result["files"]
    assert file["written"]
    assert (shop / file["path"]).read_text() == file["text"]
    wanted = {"job": {"job_manager", "session_factory"}, "task": {"get_session", "session_factory"}}[kind]
    assert {one["name"] for one in result["used"]} == wanted | {"Order"}
    assert (result["left"], result["findings"]) == ([], [])
    if kind == "job":
        assert 'update_job_progress(job_id, status="done", progress=100)' in file["text"]  # as the shop says
    assert run(["check", file["path"]]) == 0


def test_what_it_took_and_what_is_left_is_told_beside_the_code(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(shop)
    assert run(["template", "job"]) == 0
    out, err = capsys.readouterr()
    compile(out, "job.py", "exec")
    assert "takes    job_manager (app/jobs.py:37)\n" in err
    assert "left     Record -> a mapped class\n" in err


def test_a_finding_in_what_was_written_is_told(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / ".hardwon/templates").mkdir(parents=True)
    bad = "import asyncio\n\n\nasync def work() -> None:\n    asyncio.run(work())\n"
    (repository / ".hardwon/templates/loop.py.txt").write_text(bad)
    result = _json(capsys, "loop")
    assert [(one["rule"], one["line"]) for one in result["findings"]] == [("nested-event-loop", 5)]
    assert run(["template", "loop", "--out", "loop.py"]) == 0
    assert "finding  loop.py:5: nested-event-loop: " in capsys.readouterr().err


def test_a_new_module_keeps_its_contract_as_it_is(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(shop)
    result = _json(capsys, "module", "invoicing")
    jsonschema.validate(result, schema_of("template"))
    assert [file["path"] for file in result["files"]] == [
        "app/invoicing/README.md",
        "app/invoicing/__init__.py",
        "app/invoicing/summary.py",
        "tests/test_invoicing_contract.py",
    ]
    assert not (shop / "app/invoicing").exists()
    assert run(["template", "module", "--out", "app/billing"]) == 0
    tests = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_billing_contract.py"]
    done = subprocess.run(tests, cwd=shop, capture_output=True, text=True, check=False)
    assert "4 passed" in done.stdout, done.stdout + done.stderr
    assert run(["check", "app/billing", "tests/test_billing_contract.py"]) == 0
    (shop / "app/billing/README.md").write_text("# billing\n")
    broken = subprocess.run(tests, cwd=shop, capture_output=True, text=True, check=False)
    assert "3 failed, 1 passed" in broken.stdout
    capsys.readouterr()
    assert run(["template", "module", "billing"]) == 0
    assert run(["template", "module", "--out", "app/billing"]) == 2
    assert "is there already" in capsys.readouterr().err


def test_a_module_has_a_name_and_a_place_in_the_repository(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["template", "module", "My Module"]) == 2
    assert "a module cannot be called My Module -> write lower case letters" in capsys.readouterr().err
    assert run(["template", "module", "--out", "/elsewhere/mine"]) == 2
    assert "lies outside the repository" in capsys.readouterr().err
