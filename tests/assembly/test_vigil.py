"""A process that goes without a word ends its sessions, the moment it goes."""

import asyncio
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hardwon.assembly import open_workspace
from hardwon.assembly.vigil import Vigil
from hardwon.assembly.workspace import Workspace
from hardwon.core import iso
from hardwon.scribe import started_at
from hardwon.store import Event, Journal, NewEvent


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    (tmp_path / "shop" / ".hardwon").mkdir(parents=True)
    return open_workspace(tmp_path / "shop")


@contextmanager
def _agent() -> Iterator["subprocess.Popen[bytes]"]:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.kill()


def _event(kind: str, session: str, process: "subprocess.Popen[bytes]", **payload: object) -> NewEvent:
    tied = {"pid": process.pid, "pid_started": started_at(process.pid)}
    now = iso(datetime.now(UTC))
    return NewEvent(f"{session}:{kind}:{payload}", f"session.{kind}", now, {**tied, **payload}, session)


def _watch(journal: Journal, workspace: Workspace, act: Callable[[], None], enough: int) -> list[Event]:
    """The ends that are told after `act`, once there are `enough` of them, or half a second has gone."""

    async def run() -> None:
        stopping = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(Vigil(workspace, journal, grace=0.05).run(stopping))
            await asyncio.sleep(0.2)  # it is under way
            await asyncio.to_thread(act)
            for _ in range(200 if enough else 10):
                await asyncio.sleep(0.05)
                if enough and len(journal.read(kinds=("session.ended",))) >= enough:
                    break
            stopping.set()

    asyncio.run(run())
    return journal.read(kinds=("session.ended",))


def test_who_was_at_work_has_crashed_and_who_rested_has_ended(workspace: Workspace) -> None:
    with workspace.owner("test") as journal, _agent() as agent:
        journal.append([_event("tool", "busy", agent, call="c")])

        def act() -> None:
            journal.append([_event("turn", "idle", agent, speaker="assistant", text="Done.")])
            agent.kill()
            agent.wait()

        ends = _watch(journal, workspace, act, 2)
        assert [(one.session, one.payload["crashed"]) for one in ends] == [("busy", True), ("idle", False)]
        sessions = workspace.sessions(journal)
        now = datetime.now(UTC)
        assert [sessions.find(name, now).state for name in ("busy", "idle")] == ["crashed", "ended"]


def test_who_said_so_itself_or_goes_on_elsewhere_is_left_alone(workspace: Workspace) -> None:
    with workspace.owner("test") as journal, _agent() as agent, _agent() as other:
        journal.append([_event("tool", name, agent, call="c") for name in ("said", "moved")])

        def act() -> None:
            journal.append([_event("ended", "said", agent, why="exit")])
            journal.append([_event("started", "moved", other, why="resume")])
            agent.kill()
            agent.wait()

        assert [one.session for one in _watch(journal, workspace, act, 0)] == ["said"]


def test_a_process_that_was_never_seen_alive_ends_nothing(workspace: Workspace) -> None:
    with workspace.owner("test") as journal, _agent() as agent:
        gone = _event("tool", "gone", agent, call="c")
        agent.kill()
        agent.wait()
        with _agent() as another:  # by the number of a process that was there before it
            taken = _event("tool", "taken", another, call="c")
            taken.payload["pid_started"] = 1  # type: ignore[index]

            def act() -> None:
                journal.append([gone, taken])
                another.kill()
                another.wait()

            assert _watch(journal, workspace, act, 0) == []
