"""`hardwon import` from outside: what it prints, which exit codes, what an interrupt leaves."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from hardwon.assembly import open_workspace
from hardwon.cli import run
from hardwon.cli.schema import schema_of
from hardwon.store import OwnerLock
from tests.scribe.test_git_history import Repository
from tests.scribe.transcripts import SESSION, Claude


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    made = Repository(tmp_path / "repository")
    monkeypatch.chdir(made.root)
    return made


def _transcript() -> Claude:
    return Claude().user("Fix the build").runs("make", "Exit code 2", error=True).says("Done.")


def _json(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> Any:
    assert run(["import", *arguments]) == code
    document = json.loads(capsys.readouterr().out)
    jsonschema.validate(document, schema_of("import"))
    return document


def test_one_line_says_what_came_in(
    repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _transcript().raw("{broken").raw("[]").user("x").write(tmp_path / "x.jsonl")
    assert run(["import", str(tmp_path / "x.jsonl")]) == 0
    out, errors = capsys.readouterr()
    [line] = out.splitlines()
    assert line.startswith(
        "1 session · 7 lines · 8 events new, 0 known · 2 lines unreadable (x.jsonl:5: no JSON: "
    )
    assert line.endswith("; x.jsonl:6: a JSON list, not an object)")
    assert errors == ""
    assert run(["import", str(tmp_path / "x.jsonl")]) == 0
    assert capsys.readouterr().out == "0 sessions · 0 lines · 0 events new, 0 known · 1 file unchanged\n"


def test_without_a_path_all_about_the_repository_comes_in(
    repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.commit("Start", "a.py")
    (repository.root / "CLAUDE.md").write_text("# Guide\n\n## Problem\n\nTotals lose cents.\n")
    folder = re.sub(r"[^a-zA-Z0-9]", "-", str(repository.root))
    _transcript().write(tmp_path / "home/.claude/projects" / folder / f"{SESSION}.jsonl")
    document = _json(capsys, "--json")
    assert (document["files"], document["sessions"], document["lines"]) == (1, 1, 4)
    assert document["history"] == {"commits": 1, "new": 1, "cut": False, "note": ""}
    assert document["guides"]["guides"] == 1
    assert run(["import"]) == 0
    assert capsys.readouterr().out.splitlines()[1] == "git: 0 commits read, 0 new"


def test_where_there_is_nothing_it_says_so(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["import"]) == 0
    out = capsys.readouterr().out
    assert "no transcripts of this repository found -> name them: hardwon import PATH" in out
    assert "git: no commits yet" in out


def test_the_format_may_be_named_and_so_may_the_output(
    repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "chat.txt"
    path.write_text('{"session": "s", "turn": "1", "speaker": "Ada", "text": "hi"}\n')
    document = _json(capsys, "--format", "turns", "--format", "json", str(path))
    assert document["events"] == {"read": 2, "new": 2, "known": 0}
    assert run(["import", "--format", "cursor", str(path)]) == 2
    assert "'cursor' is not one of auto, aider, claude-code, codex, turns, guide" in capsys.readouterr().err


def test_what_is_no_transcript_is_refused_in_a_sentence(
    repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("just words\n")
    document = _json(capsys, "--json", str(path), code=2)
    assert document["problems"][0]["reason"].startswith(
        "no transcript that hardwon knows (aider, claude-code,"
    )
    assert run(["import", str(path)]) == 2
    assert f"not taken: {path}: no transcript that hardwon knows" in capsys.readouterr().err
    assert run(["import", str(tmp_path / "missing.jsonl")]) == 2


def test_a_half_written_line_is_mentioned(
    repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(_transcript().text[:-10])
    document = _json(capsys, "--json", str(path))
    assert [(spot["line"], spot["reason"]) for spot in document["unfinished"]] == [
        (4, "half-written; left for the next time")
    ]
    with path.open("a") as out:
        out.write("x")
    assert run(["import", str(path)]) == 0
    assert "1 half-written (x.jsonl:4: half-written; left for the next time)" in capsys.readouterr().out


def test_while_another_owns_the_journal_events_are_handed_to_it(
    repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _transcript().write(tmp_path / "x.jsonl")
    workspace = open_workspace(repository.root)
    with OwnerLock.acquire(workspace.places, role="daemon", clock=workspace.clock):
        assert run(["import", str(path)]) == 0
        assert "5 events handed to the journal's owner" in capsys.readouterr().out
    with workspace.owner("test") as journal:
        assert len(journal.read(kinds=["session.turn"])) == 2


def test_a_terminal_gets_a_progress_bar_and_a_pipe_none(repository: Repository, tmp_path: Path) -> None:
    path = _transcript().write(tmp_path / "x.jsonl")
    command = [sys.executable, "-m", "hardwon", "import", str(path)]
    front, back = pty.openpty()
    shown = subprocess.run(command, stdout=subprocess.PIPE, stderr=back, check=True, env=_environment())
    os.close(back)
    drawn = os.read(front, 65536)
    os.close(front)
    assert b"file 1 of 1" in drawn
    assert shown.stdout.startswith(b"1 session")
    quiet = subprocess.run(command, capture_output=True, check=True, env=_environment())
    assert quiet.stderr == b""


def test_ctrl_c_keeps_what_was_read_and_the_same_command_goes_on(
    repository: Repository, tmp_path: Path
) -> None:
    long = Claude()
    for number in range(12_000):
        long.user(f"prompt {number} " + "lorem ipsum " * 250)
    path = long.write(tmp_path / "long.jsonl")
    command = [sys.executable, "-m", "hardwon", "import", str(path)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=_environment()
    )
    with open_workspace(repository.root).reader() as reader:
        # Two batches and more: the first is counted before the next is handed on.
        while reader.count() < 3000:
            assert process.poll() is None, process.communicate()
            time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert "stopped; what was read is kept -> run the same command again to go on" in errors
    kept = re.search(r"([\d,]+) events new", out)
    assert kept is not None
    assert 0 < int(kept[1].replace(",", "")) < 12_001
    assert subprocess.run(command, check=False, env=_environment()).returncode == 0
    with open_workspace(repository.root).reader() as reader:
        turns = [event.payload["turn"] for event in reader.scan(kinds=["session.turn"])]
    assert turns == [str(number) for number in range(1, 12_001)]


def _environment() -> dict[str, str]:
    return {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
