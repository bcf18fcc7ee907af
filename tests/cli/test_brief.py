"""`hardwon brief` from outside: what it knows, what it misses, where it is read."""

import json
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from hardwon.assembly import open_workspace
from hardwon.cli import run
from hardwon.cli.schema import schema_of
from hardwon.store import NewEvent

_PAGE = """\
---
title: Pass the session down
status: adopted
kind: gotcha
cost: 2h
applies-to: ["app/**/*.py"]
triggers: {content: ["session_factory"], prompt: ["nested session"]}
---
A second session while the first is held waits for itself.

Hand the open session over as an argument.
"""
_CODE = (
    "from app.database import session_factory\n\n\nasync def export_orders(job_id: str) -> None:\n    ...\n"
)
_WHOLE = (
    *("brief", "Retry `export_orders` once", "app/run.py", "--expect", "a second try, with a test"),
    *("--return", "the commit", "--decision", "one retry: two would flood the mail server"),
)


def _git(root: Path, *arguments: str) -> None:
    name = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com")
    subprocess.run(["git", "-C", root, *name, *arguments], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    root = tmp_path / "shop"
    for path, text in {
        ".hardwon/lessons/pass-down.md": _PAGE,
        ".hardwon/agents/coder.md": "---\ndescription: Writes code\ntools: Read, Edit\n---\n",
        ".claude/agents/broken.md": "no front matter",
        "app/run.py": _CODE,
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    _git(tmp_path, "init", "-q", "-b", "main", "shop")
    _git(root, "add", ".")
    _git(root, "commit", "-qm", "Begin the export")
    monkeypatch.chdir(root)
    return root


def _json(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> Any:
    capsys.readouterr()
    assert run([*arguments, "--format", "json"]) == code
    return json.loads(capsys.readouterr().out)


def test_a_whole_brief_is_printed_and_passes_the_check(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "app/run.py").write_text(_CODE + "\n")
    assert run([*_WHOLE, "--agent", "coder", "--check"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert f"- worktree: {repository}\n- branch: main at " in out
    assert "- changed and not committed: app/run.py\n" in out
    assert (
        "- **Pass the session down** (cost 2h): Hand the open session over as an argument. "
        f"[{repository}/.hardwon/lessons/pass-down.md]\n"
    ) in out
    assert (
        f"- {repository}/app/run.py, 6 lines: defines `export_orders`, which the task names; "
        "changed and not committed (`export_orders`)\n"
    ) in out
    assert "- tools: Read, Edit, and no other\n" in out


def test_what_is_missing_is_told_beside_the_brief_and_fails_the_check(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["brief", "Fix it as discussed", "--files", "app/gone.py", "/etc/hosts"]
    assert run(arguments) == 0
    out, err = capsys.readouterr()
    assert out.startswith("# Brief\n")
    assert [line.partition(" -> ")[0] for line in err.splitlines()] == [
        "missing  no expected outcome",
        "missing  no return path",
        "missing  no decision context",
        "missing  /etc/hosts lies outside the repository",
        "missing  app/gone.py is not there on main",
        "missing  the task: “Fix it”",
        "missing  the task: “as discussed”",
    ]
    assert run([*arguments, "--check"]) == 1


def test_its_json_is_what_the_schema_says(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = _json(capsys, *_WHOLE, "--agent", "coder", "--save")
    jsonschema.validate(document, schema_of("brief"))
    assert document["files"][0]["path"] == "app/run.py"
    assert document["files"][0]["absolute"] == f"{repository}/app/run.py"
    bare = _json(capsys, "brief", "Look around")
    jsonschema.validate(bare, schema_of("brief"))
    assert bare["id"] is None
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**bare, "missing": [{"kind": "other"}]}, schema_of("brief"))


def test_a_kept_brief_is_read_again_in_another_worktree(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = repository.parent / "shop-retry"
    _git(repository, "worktree", "add", "-q", "-b", "retry", str(other))
    number = _json(capsys, *_WHOLE, "--save")["id"]
    with open_workspace(repository).owner("test") as journal:
        [event] = journal.scan(kinds=("brief.made",))
    assert str(repository) not in json.dumps(event.payload)
    (other / "app/run.py").unlink()
    assert run(["brief", "--show", number[:12], "--worktree", str(other), "--check"]) == 1
    out, err = capsys.readouterr()
    assert f"- worktree: {other}\n- branch: retry at " in out
    assert f"- {other}/app/run.py" in out
    assert "app/run.py is not there on retry" in err
    assert str(repository) + "/" not in out


def test_a_brief_for_another_worktree_takes_its_own_paths_there(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = repository.parent / "shop-retry"
    _git(repository, "worktree", "add", "-q", "-b", "retry", str(other))
    document = _json(capsys, *_WHOLE, f"{repository}/app/run.py", "--worktree", str(other))
    assert [file["absolute"] for file in document["files"]] == [f"{other}/app/run.py"]
    assert [(gap["kind"], gap["required"]) for gap in document["missing"]] == [("other-worktree", False)]
    assert run(["brief", "Look", "--worktree", str(repository.parent)]) == 2
    assert "is no worktree of" in capsys.readouterr().err


def _tell(repository: Path) -> None:
    """A session in which something was decided, and a commit."""
    time = "2026-01-02T03:04:05.000Z"
    decided = "Decision: export_orders must never retry before the mail server answers, because it floods it."
    commit = {"sha": "4" * 40, "subject": "Let the export give up", "body": "", "files": ["app/run.py"]}
    said = [("user", "Why does export_orders flood the mail server?"), ("assistant", decided)]
    turns = [
        NewEvent(f"turns:s1:{n}", "session.turn", time, {"turn": str(n), "speaker": who, "text": text}, "s1")
        for n, (who, text) in enumerate(said, 1)
    ]
    started = NewEvent("turns:s1:0", "session.started", time, {"agent": "claude-code"}, "s1")
    with open_workspace(repository).owner("test") as journal:
        journal.append([started, *turns, NewEvent("git:" + "4" * 40, "git.commit", time, commit)])


def test_what_was_decided_before_comes_from_the_record(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _tell(repository)
    document = _json(capsys, "brief", "Retry export_orders when the mail server answers", "app/run.py")
    decision = document["earlier"][0]
    assert decision["source"] == "s1#2"
    assert "must never retry before the mail server answers" in decision["text"]
    assert "no-context" not in {gap["kind"] for gap in document["missing"]}


def test_the_lessons_that_were_put_into_it_are_counted(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(list(_WHOLE)) == 0
    with open_workspace(repository).owner("test") as journal:
        events = [event.payload for event in journal.scan(kinds=("lesson.shown",))]
    assert [(event["slugs"], event["where"]) for event in events] == [(["pass-down"], "brief")]


def test_agents_are_listed_and_a_broken_page_is_named(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["brief", "--agents"]) == 1
    out, err = capsys.readouterr()
    assert out.splitlines() == ["coder  Writes code · Read, Edit", "    .hardwon/agents/coder.md"]
    assert ".claude/agents/broken.md:1: it has no front matter -> begin it with" in err
    document = _json(capsys, "brief", "--agents", code=1)
    jsonschema.validate(document, schema_of("agents"))
    assert [agent["name"] for agent in document["agents"]] == ["coder"]
    assert run(["brief", "Look", "--agent", "codr"]) == 2
    assert "did you mean coder?" in capsys.readouterr().err


def test_misuse_is_told_with_the_way_out(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["brief"]) == 2
    assert 'no task is named -> say what to do: hardwon brief "TASK"' in capsys.readouterr().err
    assert run(["brief", "--show", "nope"]) == 2
    assert "no brief is called nope ->" in capsys.readouterr().err


def test_where_hardwon_was_never_used_a_brief_is_made_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    (tmp_path / "bare").mkdir()
    monkeypatch.chdir(tmp_path / "bare")
    assert run(["brief", "Write notes.md", "--files", "notes.md"]) == 0
    assert "notes.md: to be made" in capsys.readouterr().out
    assert list((tmp_path / "bare").iterdir()) == []
