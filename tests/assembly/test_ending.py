"""Ending, resuming and following sessions, with a daemon and without."""

import queue
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hardwon.assembly import (
    background_work,
    end_session,
    follow_session,
    open_workspace,
    resume_session,
)
from hardwon.assembly.workspace import Workspace
from hardwon.core import iso
from hardwon.scribe import NoSession
from hardwon.store import Event, Journal, NewEvent, ask
from tests.assembly.live import with_daemon

NOW = datetime.now(UTC)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "shop" / ".hardwon").mkdir(parents=True)
    return tmp_path / "shop"


def _events(session: str, *, when: datetime = NOW, parent: str = "") -> list[NewEvent]:
    told: list[tuple[str, dict[str, object]]] = [
        ("started", {"agent": "claude-code", "cwd": "/srv/shop", "branch": "main", "parent": parent}),
        ("turn", {"speaker": "user", "text": f"Mend {session}", "turn": "1", "line": 1}),
        ("tool", {"call": "c", "tool": "Bash", "input": {"command": "make test"}, "line": 2}),
        ("result", {"call": "c", "text": "3 passed", "line": 3}),
    ]
    return [
        NewEvent(f"{session}:{number}", f"session.{kind}", iso(when), payload, session)
        for number, (kind, payload) in enumerate(told)
    ]


def _fill(root: Path, *sessions: str, **more: object) -> Workspace:
    workspace = open_workspace(root)
    with workspace.sink("test") as sink:
        sink.append([event for session in sessions for event in _events(session, **more)])  # type: ignore[arg-type]
    return workspace


def _kinds(workspace: Workspace, session: str) -> list[str]:
    with workspace.reader() as reader:
        return [event.kind for event in reader.scan(session=session)]


def test_without_a_daemon_a_session_is_ended_and_digested_by_the_command(root: Path) -> None:
    workspace = _fill(root, "one", "two")
    ended = end_session(workspace, "on")
    assert (ended.session.id, ended.session.state) == ("one", "ended")
    assert (ended.was_open, ended.finished, ended.noted) == (True, True, True)
    assert [ran.command for ran in ended.worklog.commands] == ["make test"]
    assert ended.worklog_lines == 3  # asked, checked, left open
    assert _kinds(workspace, "two")[-1] == "session.result"
    again = end_session(workspace, "one")
    assert not again.was_open
    assert _kinds(workspace, "one").count("session.ended") == 1


def test_with_a_daemon_its_worklog_is_written_there_before_the_answer_comes(root: Path) -> None:
    _fill(root, "one", "two")

    def do(workspace: Workspace, journal: Journal) -> None:
        ended = end_session(workspace, "one")
        assert (ended.session.state, ended.finished, ended.noted) == ("ended", True, True)
        kinds = _kinds(workspace, "one")
        assert kinds[-2:] == ["session.ended", "worklog.written"]
        work = background_work(workspace)
        assert work is not None
        assert (work["done"] >= 1, work["failed"], work["delayed"]) == (True, 0, 0)

    assert with_daemon(root, do) == []


def test_a_daemon_that_writes_no_worklogs_writes_that_of_a_session_that_ends(root: Path) -> None:
    (root / "hardwon.toml").write_text("[tool.hardwon.features]\nworklogs = false\n")
    _fill(root, "one")

    def do(workspace: Workspace, journal: Journal) -> None:
        assert end_session(workspace, "one").finished
        assert _kinds(workspace, "one")[-2:] == ["session.ended", "worklog.written"]

    assert with_daemon(root, do) == []


def test_a_request_to_end_nothing_is_refused(root: Path) -> None:
    def do(workspace: Workspace, journal: Journal) -> None:
        for request in ({"op": "end"}, {"op": "end", "session": 7}, {"op": "end", "session": "zz"}):
            answer = ask(workspace.places, request, timeout=5)
            assert answer is not None
            assert answer["ok"] is False
        assert journal.count() == 0

    with_daemon(root, do)


def test_while_another_command_owns_the_journal_the_end_waits_in_the_spool(root: Path) -> None:
    workspace = _fill(root, "one")
    with workspace.owner("other"):
        ended = end_session(workspace, "one")
    assert (ended.was_open, ended.noted) == (True, False)
    with workspace.owner("next"):
        pass
    assert _kinds(workspace, "one")[-1] == "session.ended"


def test_a_session_from_the_future_can_be_ended(root: Path) -> None:
    workspace = _fill(root, "one", when=NOW + timedelta(days=900))
    assert end_session(workspace, "one").session.ended
    assert end_session(workspace, "one").was_open is False


def test_a_resumed_session_is_open_and_its_agents_own_command_is_told(root: Path) -> None:
    workspace = _fill(root, "one")
    end_session(workspace, "one")
    resumed = resume_session(workspace, "one")
    assert resumed.command == "claude --resume one"
    assert (resumed.session.state, resumed.session.resumed, resumed.session.ended) == ("idle", 1, "")
    assert "Mend one" in resumed.brief
    assert end_session(workspace, "one").was_open


def test_a_subagent_goes_on_where_its_parent_does(root: Path) -> None:
    workspace = _fill(root, "one")
    _fill(root, "child", parent="one")
    assert resume_session(workspace, "child").command == "claude --resume one"


def test_who_is_nobody_can_neither_be_ended_nor_resumed(root: Path) -> None:
    workspace = _fill(root, "one")
    for do in (end_session, resume_session):
        with pytest.raises(NoSession):
            do(workspace, "zz")


class _Tail:
    """What following tells, gathered by a thread."""

    def __init__(self, workspace: Workspace, session: str) -> None:
        self._workspace = workspace
        self._session = session
        self._told: queue.Queue[Event] = queue.Queue()
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        with self._workspace.reader() as reader:
            for event in follow_session(self._workspace, reader, self._session, 0):
                self._told.put(event)
                if event.kind == "session.ended":
                    return

    def next(self, number: int) -> list[str]:
        return [self._told.get(timeout=20).source for _ in range(number)]


def test_a_session_is_followed_from_the_journal_the_daemon_and_the_journal_again(root: Path) -> None:
    workspace = _fill(root, "one", "two")
    tail = _Tail(workspace, "one")
    assert tail.next(4) == [f"one:{number}" for number in range(4)]

    def say(number: int) -> None:
        for session in ("two", "one"):
            payload: dict[str, object] = {"speaker": "user", "text": "on", "turn": str(number)}
            event = NewEvent(f"{session}:{number}", "session.turn", iso(NOW), payload, session)
            with workspace.sink("test") as sink:
                sink.append([event])

    say(10)
    assert tail.next(1) == ["one:10"]

    def do(workspace: Workspace, journal: Journal) -> None:
        for number in range(20, 25):
            say(number)
            assert tail.next(1) == [f"one:{number}"]

    with_daemon(root, do)
    say(30)
    assert tail.next(1) == ["one:30"]
    end_session(workspace, "one")
    tail.next(1)
