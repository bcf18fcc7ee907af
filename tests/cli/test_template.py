"""`hardwon template` from outside."""

from pathlib import Path

import pytest

from hardwon.cli import run


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_templates_are_named_with_what_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["template"]) == 0
    job, task = capsys.readouterr().out.splitlines()
    assert job.startswith("job      A background job: it says that it runs")
    assert task.startswith("task     A background task without a job record")


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
    assert run(["template", "task", "--output", "app/jobs/mail.py"]) == 2
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
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["job", "mail", "task"]


def test_a_template_that_is_not_there_is_told_with_those_that_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["template", "tsk"]) == 2
    assert "there are job, task" in capsys.readouterr().err
