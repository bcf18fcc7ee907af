"""`hardwon watch`: one screen that fits whatever terminal, and a stream that can be taken up again."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hardwon.cli.board import Board
from hardwon.cli.sentences import sentence
from hardwon.core import find_places
from hardwon.scribe import Session
from hardwon.store import Event, NewEvent, spool_append
from tests.cli.test_up import Up, make_repo

NOW = datetime(2026, 11, 21, 9, 30, 12, tzinfo=UTC)
TIME = "2026-11-21T09:30:00.000Z"


def session(name: str, state: str = "working", *, parent: str = "", title: str = "Mend it") -> Session:
    return Session(
        name, "claude-code", title, TIME, TIME, "", state, "main", "/shop", parent, "", 1, 1, 1, 0, 0
    )


def event(offset: int, kind: str, session: str | None = None, **payload: Any) -> Event:
    return Event(offset, f"s:{offset}", kind, TIME, payload, session)


def board() -> Board:
    made = Board("shop-api", branch="main")
    made.sessions = [
        session("5e0c1e9a-1"),
        session("77aa1e9a-2", parent="5e0c1e9a-1", title="日本語の題名" * 20),
        *(session(f"more{number}", "idle") for number in range(20)),
        session("gone", "ended"),
    ]
    made.counts = {"error": 2, "warning": 1}
    made.findings = [
        {"severity": "warning", "path": "app/old.py", "line": 1, "rule": "r", "fingerprint": "a"},
        {"severity": "error", "path": "app/new.py", "line": 31, "rule": "lost-change", "fingerprint": "b"},
    ]
    made.take(event(1, "session.tool", "5e0c1e9a-1", tool="Edit", input={"file_path": "app/api.py"}))
    made.take(event(2, "finding.new", fingerprint="b", path="app/new.py", line=31, rule="lost-change"))
    made.take(event(3, "daemon.trouble", error="the index is full", next_step="free some space"))
    for number in range(40):
        made.take(event(4 + number, "file.changed", path=f"app/f{number}.py", change="modified"))
    return made


def shown(board: Board, width: int, height: int) -> list[str]:
    return [line.plain for line in board.lines(width, height, NOW)]


@pytest.mark.parametrize("width", [40, 80, 100, 211])
@pytest.mark.parametrize("height", [10, 14, 24, 60])
def test_it_fills_the_screen_and_nothing_is_wider(width: int, height: int) -> None:
    lines = board().lines(width, height, NOW)
    assert len(lines) == height
    assert max(line.cell_len for line in lines) <= width


def test_on_a_screen_of_80_by_24_each_part_has_its_place() -> None:
    lines = shown(board(), 80, 24)
    heads = [line.split()[0] for line in lines if line and not line.startswith(" ")]
    assert heads == ["hardwon", "SESSIONS", "FINDINGS", "ALERTS", "LATELY", "Ctrl-C"]
    assert "SESSIONS  2 working, 20 idle" in lines
    assert "FINDINGS  2 errors, 1 warning" in lines
    assert any("the index is full -> free some space" in line for line in lines)
    assert any("modified app/f39.py" in line for line in lines), "the latest is there"


def test_a_session_shows_what_it_does_now_and_its_subagents_below_it() -> None:
    lines = shown(board(), 100, 40)
    first, second = [line for line in lines if "5e0c1e9a" in line or "77aa1e9a" in line]
    assert first == "  ● 5e0c1e9a    claude-code    12 s  Edit app/api.py"
    assert second.startswith("  ●   77aa1e9a  claude-code    12 s  日本語の題名")


def test_what_is_noted_beside_a_session_is_not_what_it_does() -> None:
    made = board()
    made.take(event(90, "worklog.written", "5e0c1e9a-1", brief="Done: x"))
    made.take(event(91, "session.note", "5e0c1e9a-1", type="progress", line=402))
    made.take(event(92, "session.hook", "5e0c1e9a-1", event="PostToolUse", agent="claude-code"))
    assert any(line.endswith("Edit app/api.py") for line in shown(made, 100, 40))
    given = {"tool_name": "Bash", "tool_input": {"command": "make"}}
    made.take(event(93, "session.hook", "5e0c1e9a-1", event="PreToolUse", raw=given))
    assert any(line.endswith("Bash make") for line in shown(made, 100, 40))


@pytest.mark.parametrize(
    ("kind", "payload", "said"),
    [
        ("git.switch", {"from": "main", "to": "retry", "worktree": "/srv/shop"}, "main → retry in shop"),
        (
            "git.merge",
            {"branch": "main", "merged": "retry", "state": "finished"},
            "retry into main, finished",
        ),
        ("git.rebase", {"branch": "retry", "onto": "main", "state": "begun"}, "retry onto main, begun"),
        ("git.worktree", {"what": "added", "worktree": "/srv/w", "branch": "b"}, "added /srv/w, on b"),
        ("file.changed", {"change": "deleted", "path": "a.py", "worktree": "/srv/w"}, "deleted a.py in w"),
        ("worklog.written", {"brief": "Done: x"}, "Done: x"),
        ("session.ended", {"crashed": True, "why": "its process is gone"}, "crashed, its process is gone"),
        ("odd.kind", {"one": 1, "two": "b"}, "one 1, two b"),
    ],
)
def test_an_event_is_told_in_words(kind: str, payload: dict[str, Any], said: str) -> None:
    assert sentence(event(1, kind, **payload)) == said


def test_a_commit_goes_by_once_and_what_is_noted_for_the_daemon_not_at_all() -> None:
    made = Board("shop")
    for offset, kind in enumerate(("git.head", "git.read", "import.read", "git.commit"), 1):
        made.take(event(offset, kind, what="commit", subject="Mend it", sha="abc"))
    assert [one.kind for one in made.recent] == ["git.commit"]


def test_what_came_just_now_is_the_first_finding() -> None:
    lines = shown(board(), 100, 40)
    place = lines.index("FINDINGS  2 errors, 1 warning")
    assert "app/new.py:31" in lines[place + 1]


def test_sessions_that_started_each_other_in_a_circle_are_shown_once() -> None:
    made = Board("shop")
    made.sessions = [session("one"), session("a", parent="b"), session("b", parent="a")]
    assert sum(" one " in line for line in shown(made, 80, 24)) == 1


def test_an_empty_repository_says_so() -> None:
    lines = shown(Board("shop"), 80, 24)
    assert "SESSIONS  none at work" in lines
    assert "FINDINGS  not checked as files are saved" in lines
    assert "  nothing yet" in lines


def test_whatever_an_event_holds_it_is_one_line_that_no_terminal_obeys() -> None:
    odd = event(1, "session.turn", "s", speaker=None, text="a\n\n\x1b[31m b" * 300)
    assert sentence(odd).isprintable()
    assert len(sentence(odd)) <= 400


# With a daemon


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_repo(tmp_path_factory.mktemp("watch") / "shop-api")


@pytest.fixture(scope="module")
def environment(repo: Path) -> dict[str, str]:
    return {**os.environ, "HOME": str(repo.parent), "XDG_RUNTIME_DIR": str(repo.parent / "run")}


@pytest.fixture(scope="module")
def daemon(repo: Path, environment: dict[str, str]) -> Iterator[Up]:
    up = Up(repo, environment, "--port", "0", "--no-browser")
    up.until_ready()
    yield up
    up.process.kill()
    up.process.communicate()


def watch(repo: Path, environment: dict[str, str], *words: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "hardwon", "watch", "--repo", str(repo), *words]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )


def test_without_a_daemon_it_says_what_to_do(tmp_path: Path, environment: dict[str, str]) -> None:
    watching = watch(make_repo(tmp_path / "other"), environment)
    out, errors = watching.communicate(timeout=20)
    assert (watching.returncode, out) == (2, "")
    assert "no daemon is up for this repository -> `hardwon up` starts one" in errors


def test_the_stream_has_each_event_once_and_goes_on_where_one_left_it(
    repo: Path, environment: dict[str, str], daemon: Up
) -> None:
    places = find_places(repo, runtime=repo.parent / "run/hardwon")
    spool_append(places, [NewEvent(f"test:{n}", "test.told", TIME, {"number": n}) for n in range(700)])

    first = read(watch(repo, environment, "--json", "--after", "0"), lambda seen: len(seen) == 300)
    rest = read(
        watch(repo, environment, "--json", "--after", str(first[-1]["offset"])),
        lambda seen: seen[-1]["payload"].get("number") == 699,
    )

    offsets = [event["offset"] for event in first + rest]
    assert offsets == list(range(1, len(offsets) + 1))
    assert {event["version"] for event in first} == {1}
    told = [event["payload"]["number"] for event in first + rest if event["kind"] == "test.told"]
    assert told == list(range(700))


def read(watching: "subprocess.Popen[str]", enough: Any) -> list[dict[str, Any]]:
    """What it prints until that is enough; then Ctrl-C, which it takes quietly."""
    assert watching.stdout is not None
    seen: list[dict[str, Any]] = []
    for line in watching.stdout:
        seen.append(json.loads(line))
        if enough(seen):
            break
    watching.send_signal(signal.SIGINT)
    _, errors = watching.communicate(timeout=20)
    assert (watching.returncode, errors) == (0, "")
    return seen


def test_who_reads_no_more_ends_it_quietly(repo: Path, environment: dict[str, str], daemon: Up) -> None:
    watching = watch(repo, environment, "--json", "--after", "0")
    assert watching.stdout is not None
    watching.stdout.readline()
    watching.stdout.close()
    assert watching.stderr is not None
    (repo / "more.py").write_text("x = 1\n")
    assert watching.stderr.read() == ""
    assert watching.wait(timeout=20) == 0


def test_when_the_daemon_ends_it_says_where_to_go_on(tmp_path: Path, environment: dict[str, str]) -> None:
    root = make_repo(tmp_path / "short")
    up = Up(root, environment, "--port", "0", "--no-browser")
    up.until_ready()
    watching = watch(root, environment, "--json", "--after", "0")
    assert watching.stdout is not None
    first = json.loads(watching.stdout.readline())
    up.end(signal.SIGTERM)
    rest, errors = watching.communicate(timeout=20)
    last = json.loads(rest.splitlines()[-1])["offset"] if rest else first["offset"]
    assert watching.returncode == 2
    assert f"the daemon has ended -> start it, then follow it after offset {last}" in errors
