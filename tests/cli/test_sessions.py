"""`hardwon sessions`, `worklog` and `schema` from outside; their JSON against the schemas that ship."""

import json
import os
import pty
import re
import subprocess
import sys
import termios
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from hardwon.cli import run
from hardwon.cli.schema import schemas
from hardwon.cli.session_views import show_queues
from tests.scribe.transcripts import OTHER, SESSION, Claude


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    root = tmp_path / "repository"
    (root / ".hardwon").mkdir(parents=True)
    monkeypatch.chdir(root)
    transcript = Claude(cwd=str(root)).user("Fix the build").runs("make test", "1 failed", error=True)
    transcript.says("The total is a float.").edits(f"{root}/app/orders.py").add("progress")
    transcript.runs("make test", "3 passed").says("Done. Shall I push?").write(tmp_path / "one.jsonl")
    Claude(OTHER, seed=2, timestamp="2026-01-01T00:00:00Z").user("earlier").write(tmp_path / "two.jsonl")
    assert run(["import", str(tmp_path / "one.jsonl"), str(tmp_path / "two.jsonl")]) == 0
    return root


@pytest.fixture
def printed(repository: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def call(*arguments: str) -> str:
        capsys.readouterr()
        assert run(list(arguments)) == 0
        return capsys.readouterr().out

    return call


def _valid(name: str, text: str) -> Any:
    document = json.loads(text)
    jsonschema.validate(document, schemas()[name])
    return document


def test_the_list_shows_the_latest_first(printed: Any) -> None:
    head, first, second = printed("sessions", "list").splitlines()
    assert head.split() == ["id", "agent", "last", "state", "turns", "tools", "errors", "files", "title"]
    assert first.startswith(f"{SESSION[:8]}  claude-code  ")
    assert first.endswith("ended      1      3       1      1  Fix the build")
    assert second.endswith("earlier")
    assert printed("sessions", "list", "--limit", "1").splitlines()[2] == "1 of 2 -> --limit 0 shows all"


def test_the_list_as_json_is_what_its_schema_says(printed: Any) -> None:
    document = _valid("sessions", printed("sessions", "list", "--format", "json"))
    assert document["total"] == 2
    first = document["sessions"][0]
    expected = {"id": SESSION, "title": "Fix the build", "turns": 1, "errors": 1, "files": 1, "ended": None}
    assert {key: first[key] for key in expected} == expected
    assert first["started"] == "2026-03-01T10:00:00.000Z"


def test_a_session_is_shown_by_the_beginning_of_its_id(printed: Any) -> None:
    out = printed("sessions", "show", SESSION[:5])
    for line in (
        "Fix the build",
        "1 turn, 3 tool calls, 1 error, 1 progress line",
        "  #5      app/orders.py",
        "  #2      failed   make test  → 1 failed",
        "  #8      ok       make test  → 3 passed",
        "  #3      Bash: 1 failed",
        f"-> hardwon worklog {SESSION[:8]}",
    ):
        assert line in out.splitlines()
    document = _valid("session", printed("sessions", "show", SESSION[:5], "--format", "json"))
    assert [file["path"] for file in document["files"]] == ["app/orders.py"]
    assert [step["result"] for step in document["commands"]] == ["failed", "ok"]


def test_an_id_that_is_none_is_a_sentence(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sessions", "show", "zz"]) == 2
    assert "no session begins with `zz` -> `hardwon sessions list` shows them" in capsys.readouterr().err


def test_the_worklog_is_that_of_the_latest_session_unless_one_is_named(printed: Any) -> None:
    page = printed("worklog", "--format", "markdown")
    assert page.startswith("# Fix the build\n")
    assert "  - cause: The total is a float.\n  - change: `app/orders.py`" in page
    assert "asked, and not answered: Done. Shall I push?" in page
    assert printed("worklog", OTHER[:4]).startswith("earlier\nclaude-code ")
    assert printed("worklog", "--format", "markdown") == page


def test_the_worklog_as_json_is_what_its_schema_says(printed: Any) -> None:
    document = _valid("worklog", printed("worklog", "--format", "json"))
    assert document["session"]["id"] == SESSION
    assert [fix["symptom"] for fix in document["fixed"]] == ["1 failed"]
    assert document["asked"] == [{"text": "Fix the build", "evidence": [f"session:{SESSION}#1"]}]


def test_where_there_are_no_sessions_the_next_step_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["sessions", "list"]) == 0
    assert capsys.readouterr().out == "no sessions yet -> take some in with `hardwon import`\n"
    assert run(["sessions", "list", "--format", "json"]) == 0
    assert _valid("sessions", capsys.readouterr().out) == {"version": 1, "sessions": [], "total": 0}
    assert run(["worklog"]) == 2
    assert "there are no sessions yet -> take some in with `hardwon import`" in capsys.readouterr().err


def test_schemas_are_listed_and_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema"]) == 0
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert {"import", "session", "sessions", "worklog"} <= set(listed)
    assert listed == list(schemas())
    assert run(["schema", "worklog"]) == 0
    assert json.loads(capsys.readouterr().out) == schemas()["worklog"]
    assert run(["schema", "nothing"]) == 2
    assert "there is no schema `nothing` -> it is one of agents, brief, context, " in capsys.readouterr().err


@pytest.mark.parametrize("name", ["import", "session", "sessions", "worklog"])
def test_a_schema_is_one_and_lets_nothing_else_pass(name: str) -> None:
    schema = schemas()[name]
    jsonschema.Draft202012Validator.check_schema(schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"version": 1, "surprise": True}, schema)
    assert _open_objects(schema) == []


def _open_objects(schema: object, where: str = "") -> list[str]:
    """The objects in `schema` that would let unknown keys pass."""
    if isinstance(schema, list):
        return [found for one in schema for found in _open_objects(one, where)]
    if not isinstance(schema, Mapping):
        return []
    own = (
        [where] if schema.get("type") == "object" and schema.get("additionalProperties") is not False else []
    )
    return own + [found for key, value in schema.items() for found in _open_objects(value, f"{where}/{key}")]


@pytest.mark.parametrize(
    "command",
    [
        ["sessions", "list"],
        ["sessions", "show"],
        ["sessions", "tail", "--no-follow"],
        ["worklog"],
        ["worklog", "--format", "markdown"],
        ["context"],
    ],
    ids=" ".join,
)
def test_no_terminal_obeys_what_a_session_says(
    command: list[str], repository: Path, tmp_path: Path, printed: Any
) -> None:
    odd = "\x1b[2J\x1b]0;mine\x07\x9b31m"
    transcript = Claude("0dd" + SESSION[3:], cwd=str(repository), gitBranch=odd, seed=3)
    transcript.user(f"look {odd}").runs(f"make {odd}", f"{odd} failed", error=True)
    assert run(["import", str(transcript.write(tmp_path / "odd.jsonl"))]) == 0
    named = [*command, "0dd"] if command[0] != "context" and command[1:2] != ["list"] else command
    shown = printed(*named)
    assert "look" in shown
    assert not set(shown) & set("\x1b\x07\x9b")


@pytest.fixture
def family(repository: Path, tmp_path: Path) -> Path:
    """Beside the two sessions one with eight subagents, all from long ago."""
    for number in range(8):
        child = Claude(seed=10 + number, agentId=f"a{number}", isSidechain=True).user(f"search {number}")
        child.says("found").write(tmp_path / f"child{number}.jsonl")
    assert run(["import", *(str(tmp_path / f"child{number}.jsonl") for number in range(8))]) == 0
    return repository


def test_subagents_stand_below_the_session_that_started_them(family: Path, printed: Any) -> None:
    head, parent, *children, more, other = printed("sessions", "list").splitlines()
    assert parent.split()[:2] == [SESSION[:8], "claude-code"]
    assert [line.split()[:2] for line in children] == [["└", f"agent-a{n}"] for n in range(5)]
    assert more == f"└ 3 more subagents -> hardwon sessions show {SESSION[:8]}"
    assert other.endswith("earlier")
    assert len({line.index(title) for line, title in ((head, "title"), (other, "earlier"))}) == 1
    assert printed("sessions", "list", "--limit", "1").splitlines()[-1] == "9 of 10 -> --limit 0 shows all"
    document = _valid("sessions", printed("sessions", "list", "--format", "json"))
    assert sorted(one["parent"] is None for one in document["sessions"]) == [False] * 8 + [True] * 2


def test_a_narrow_terminal_is_spared_columns_before_titles_wrap(family: Path) -> None:
    for columns, expected in ((120, {"agent", "files"}), (100, {"agent", "errors"}), (80, {"state"})):
        shown = _on_a_terminal(columns, "sessions", "list")
        assert len(shown) > 5
        assert max(len(line) for line in shown) <= columns
        assert shown[0].split()[0] == "id"
        assert shown[0].split()[-1] == "title"
        assert expected <= set(shown[0].split())


def _on_a_terminal(columns: int, *arguments: str) -> list[str]:
    """What the command prints on a terminal that is so wide."""
    master, slave = pty.openpty()
    termios.tcsetwinsize(slave, (50, columns))
    environment = {**os.environ, "TERM": "xterm"}
    for name in ("COLUMNS", "LINES"):
        environment.pop(name, None)
    with subprocess.Popen(
        [sys.executable, "-m", "hardwon", *arguments], stdin=slave, stdout=slave, env=environment
    ) as command:
        os.close(slave)
        parts = []
        while True:
            try:
                part = os.read(master, 65536)
            except OSError:  # how Linux tells that the other end is closed
                break
            if not part:
                break
            parts.append(part)
        assert command.wait() == 0
    os.close(master)
    return re.sub(r"\x1b\[[0-9;]*m", "", b"".join(parts).decode()).splitlines()


def test_the_last_events_are_told_line_by_line(printed: Any) -> None:
    shown = printed("sessions", "tail", SESSION[:5], "--no-follow", "--lines", "4").splitlines()
    assert [line.split(maxsplit=1)[1] for line in shown] == [
        "Bash          make test",
        "ok            3 passed",
        "assistant     Done. Shall I push?",
        "note          progress",
    ]
    told = printed("sessions", "tail", SESSION[:5], "--no-follow", "--lines", "2", "--format", "json")
    lines = [json.loads(line) for line in told.splitlines()]
    assert [(line["version"], line["kind"], line["session"]) for line in lines] == [
        (1, "session.turn", SESSION),
        (1, "session.note", SESSION),
    ]
    assert lines[0]["offset"] < lines[1]["offset"]
    assert printed("sessions", "tail", SESSION[:5], "--no-follow", "--lines", "0") == ""


@contextmanager
def _started(*arguments: str) -> Iterator["subprocess.Popen[str]"]:
    """The command as a process of its own, which does not outlive a failed test."""
    with subprocess.Popen(
        [sys.executable, "-m", "hardwon", *arguments], stdout=subprocess.PIPE, text=True
    ) as process:
        timer = threading.Timer(30, process.kill)
        timer.start()
        try:
            yield process
        finally:
            timer.cancel()
            process.kill()


def test_a_session_is_followed_until_it_ends(repository: Path, printed: Any) -> None:
    arguments = ("sessions", "tail", SESSION, "--lines", "1", "--format", "json")
    with _started(*arguments) as follower:
        assert follower.stdout is not None
        assert json.loads(follower.stdout.readline())["kind"] == "session.note"
        printed("sessions", "end", SESSION[:5])
        assert json.loads(follower.stdout.readline())["kind"] == "session.ended"
        assert follower.wait(20) == 0
    last = printed("sessions", "tail", SESSION, "--lines", "1").split()
    assert last[1:] == ["ended", "asked"]


def test_a_session_is_ended_and_taken_up_again(printed: Any) -> None:
    said = printed("sessions", "end", SESSION[:5]).splitlines()
    assert said[0] == "ended: Fix the build"
    assert said[1].startswith("worklog: ")
    assert said[2] == f"-> hardwon worklog {SESSION[:8]}"
    assert printed("sessions", "end", SESSION[:5]).splitlines()[0] == "had ended already: Fix the build"
    assert "ended" in printed("sessions", "show", SESSION[:5]).splitlines()[1]
    said = printed("sessions", "resume", SESSION[:5]).splitlines()
    assert said[0] == "open again, for the 1st time: Fix the build"
    assert said[-1] == f"-> claude --resume {SESSION}"
    printed("sessions", "end", SESSION[:5])
    document = json.loads(printed("sessions", "resume", SESSION[:5], "--format", "json"))
    assert (document["version"], document["command"]) == (1, f"claude --resume {SESSION}")
    assert (document["session"]["resumed"], document["session"]["state"]) == (2, "idle")
    assert "resumed 2 times" in printed("sessions", "show", SESSION[:5]).splitlines()
    ended = json.loads(printed("sessions", "end", SESSION[:5], "--format", "json"))
    assert (ended["version"], ended["was_open"], ended["finished"], ended["noted"]) == (1, True, True, True)
    assert ended["worklog"]["lines"] > 3


def test_how_an_agent_goes_on_that_cannot_is_said(repository: Path, tmp_path: Path, printed: Any) -> None:
    chat = {"session": "standup", "turn": "1", "speaker": "Ada", "text": "Round totals."}
    (tmp_path / "chat.jsonl").write_text(json.dumps(chat))
    printed("import", str(tmp_path / "chat.jsonl"))
    said = printed("sessions", "resume", "standup").splitlines()
    assert said[-1] == "how turns goes on with a session is not known"


def test_what_still_waits_in_the_background_is_told_where_there_is_any(
    capsys: pytest.CaptureFixture[str],
) -> None:
    work = {"running": 2, "waiting": 1204, "overdue": 1}
    show_queues(work)
    expected = "in the background: 2 running, 1,204 waiting, 1 session over the limits\n"
    assert capsys.readouterr().out == expected
    show_queues({"running": 0, "waiting": 0, "overdue": 0})
    show_queues(None)
    assert capsys.readouterr().out == ""
