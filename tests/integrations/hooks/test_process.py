import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hardwon.core import find_places
from hardwon.integrations import find_state, read_hook
from hardwon.store import Journal, take_in_spool

MODULES = """
import os, sys  # Python has loaded both before any program begins
before = set(sys.modules)
from hardwon.integrations import answer_hook
code = answer_hook("claude-code")
print(code, *sorted(set(sys.modules) - before))
"""


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    (tmp_path / "repo/.git").mkdir(parents=True)
    (tmp_path / "repo/.git/HEAD").write_text("ref: refs/heads/main\n")
    return tmp_path / "repo"


def told(**more: object) -> dict[str, object]:
    event = {"session_id": "s-1", "hook_event_name": "PreToolUse", "tool_use_id": "toolu_1", "cwd": "/src"}
    return event | {"tool_name": "Bash", "tool_input": {"command": "make"}} | more


def hook(repo: Path, body: bytes | dict[str, object]) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [sys.executable, "-m", "hardwon", "hook", "claude-code"],
        input=body if isinstance(body, bytes) else json.dumps(body).encode(),
        cwd=repo,
        capture_output=True,
        check=False,
    )


def spooled(repo: Path) -> list[dict[str, object]]:
    files = sorted((repo / ".git/hardwon/spool").glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text().splitlines()]


@contextmanager
def daemon(repo: Path, answer: bytes) -> Iterator[list[dict[str, object]]]:
    """A daemon that answers each request with `answer`, or not at all; what it was asked."""
    (repo / ".git/hardwon").mkdir(exist_ok=True)
    path = repo.parent / "s"
    asked: list[dict[str, object]] = []
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
        listening.bind(str(path))
        listening.listen()
        (repo / ".git/hardwon/socket").symlink_to(path)
        held: list[socket.socket] = []

        def serve() -> None:
            while True:
                connection, _ = listening.accept()
                held.append(connection)
                with connection.makefile("rb") as lines:
                    line = lines.readline()
                if not line:
                    return
                asked.append(json.loads(line))
                if answer:
                    connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield asked
        finally:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as last:
                last.connect(str(path))
                last.shutdown(socket.SHUT_WR)
                thread.join()
            for connection in held:
                connection.close()


def test_without_a_daemon_the_event_waits_in_the_spool_without_its_secrets(repo: Path) -> None:
    secret = "sk-ant-" + "api03-" + "x7Qm" * 12
    done = hook(repo, told(tool_input={"command": f"curl -H 'x-api-key: {secret}'"}, cwd="/home/anna/shop"))
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    [event] = spooled(repo)
    assert (event["kind"], event["session"]) == ("session.hook", "s-1")
    assert secret not in json.dumps(event)
    assert "anna" not in json.dumps(event)
    assert event["payload"]["event"] == "PreToolUse"  # type: ignore[index]


@pytest.mark.parametrize("indent", [None, 2])
def test_the_daemon_gets_the_words_as_they_came_and_nothing_is_spooled(
    repo: Path, indent: int | None
) -> None:
    event = told(tool_input={"command": 'echo "a\\b"\n\t\x01 ünï 🎉'})
    with daemon(repo, b'{"ok": true}\n') as asked:
        done = hook(repo, json.dumps(event, indent=indent, ensure_ascii=False).encode())
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    [request] = asked
    assert json.loads(str(request["body"])) == event
    assert (request["op"], request["agent"]) == ("hook", "claude-code")
    assert spooled(repo) == []


def test_what_the_daemon_wants_to_be_answered_is_answered(repo: Path) -> None:
    with daemon(repo, b'{"ok": true, "answer": "{\\"continue\\": true}"}\n'):
        assert json.loads(hook(repo, told()).stdout) == {"continue": True}


@pytest.mark.parametrize("answer", [b"", b'{"ok": false, "error": "the disk is full"}\n', b'{"ok"'])
def test_an_event_that_came_both_ways_is_one(repo: Path, answer: bytes) -> None:
    with daemon(repo, answer) as asked:
        assert hook(repo, told(tool_use_id=None)).returncode == 0
    [request] = asked
    assert len(spooled(repo)) == 1
    places = find_places(repo, runtime=repo)
    with Journal.open(places) as journal:
        body, process = str(request["body"]), (1, 2)
        events = read_hook(
            "claude-code", body, number=str(request["id"]), time=str(request["time"]), process=process
        )
        journal.append(events)
        assert take_in_spool(places, journal) == 0
        assert journal.count() == 1


def test_one_happening_told_by_two_hooks_is_one_and_two_happenings_are_two(repo: Path) -> None:
    for _ in range(2):
        hook(repo, told())
        hook(repo, {"session_id": "s-1", "hook_event_name": "Stop"})
    places = find_places(repo, runtime=repo)
    with Journal.open(places) as journal:
        assert take_in_spool(places, journal) == 3


@pytest.mark.parametrize(
    "body",
    [b"", b"\n", b"{", b"[1]", b"\xff\xfe\x00", b"null", b"[" * 5000, b'{"a":' * 5000, b'{"session_id": 7}'],
)
def test_whatever_comes_in_and_whatever_is_broken_the_agent_goes_on(repo: Path, body: bytes) -> None:
    done = hook(repo, body)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert len(spooled(repo)) == (1 if body.strip() else 0)


def test_a_spool_that_cannot_be_written_is_told_and_the_agent_goes_on(repo: Path) -> None:
    (repo / ".git/hardwon").mkdir()
    (repo / ".git/hardwon/spool").write_text("no directory")
    done = hook(repo, told())
    assert (done.returncode, done.stdout) == (0, b"")
    assert b"hardwon: the hook's event is lost: " in done.stderr


def test_an_event_as_large_as_a_file_is_cut_to_what_one_can_keep(repo: Path) -> None:
    wrote = {"file_path": "/src/big.py", "content": "x = 1\n" * 2_000_000}
    assert hook(repo, told(tool_input=wrote)).returncode == 0
    [event] = spooled(repo)
    assert len(json.dumps(event)) < 100_000
    assert event["payload"]["raw"]["tool_input"]["file_path"] == "/src/big.py"  # type: ignore[index]


def test_with_a_daemon_it_loads_nothing_but_what_it_needs(repo: Path) -> None:
    with daemon(repo, b'{"ok": true}\n') as asked:
        done = subprocess.run(
            [sys.executable, "-S", "-c", f"import sys; sys.path.insert(0, {_source()!r})\n{MODULES}"],
            input=json.dumps(told()).encode(),
            cwd=repo,
            capture_output=True,
            check=True,
        )
    assert asked
    code, *modules = done.stdout.decode().split()
    assert code == "0"
    ours = {name for name in modules if name.startswith("hardwon")}
    assert ours == {"hardwon", "hardwon.integrations", "hardwon.integrations.hooks",
                    "hardwon.integrations.hooks.process"}  # fmt: skip
    assert set(modules) - ours <= {"_socket", "importlib", "warnings", "_weakref", "importlib._bootstrap",
                                   "importlib._bootstrap_external"}  # fmt: skip


def _source() -> str:
    import hardwon

    assert hardwon.__file__
    return os.path.dirname(os.path.dirname(hardwon.__file__))


def git(where: Path, *arguments: str) -> None:
    names = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "protocol.file.allow=always"]
    subprocess.run(["git", *names, *arguments], cwd=where, capture_output=True, check=True)


def test_it_finds_the_state_where_all_others_find_it(tmp_path: Path) -> None:
    main, plain = tmp_path / "main", tmp_path / "plain"
    (main / "deep/er").mkdir(parents=True)
    git(main, "init", "-q")
    git(main, "commit", "--allow-empty", "-qm", "first")
    git(main, "worktree", "add", "-q", "../tree")
    git(main, "submodule", "add", "-q", str(main), "sub")
    (tmp_path / "link").symlink_to(main / "deep")
    (plain / "below/.hardwon").mkdir(parents=True)
    (plain / "below/src").mkdir()
    inside = [main, main / "deep/er", tmp_path / "tree", main / "sub", tmp_path / "link/er",
              plain / "below/src"]  # fmt: skip
    found = [find_state(str(where)) for where in inside]
    assert found == [str(find_places(where, runtime=tmp_path).state) for where in inside]
    assert find_state(str(plain)) == ""


def test_the_life_of_a_session_and_of_a_subagent() -> None:
    def read(**more: object) -> tuple[str, str | None, object]:
        body = json.dumps({"session_id": "012345678", "transcript_path": "/t/s.jsonl"} | more)
        [event] = read_hook("claude-code", body, number="n", time="t", process=(7, 99))
        assert (event.payload["pid"], event.payload["pid_started"]) == (7, 99)
        return event.kind, event.session, event.payload.get("why")

    own, child = "012345678", "agent-a7@01234567"
    assert read(hook_event_name="SessionStart", source="resume") == ("session.started", own, "resume")
    assert read(hook_event_name="SessionEnd", reason="clear") == ("session.ended", own, "clear")
    assert read(hook_event_name="SubagentStop", agent_id="a7") == ("session.ended", child, "done")
    assert read(hook_event_name="SubagentStop") == ("session.hook", own, None)
    assert read(hook_event_name="NotThereYet") == ("session.hook", own, None)
