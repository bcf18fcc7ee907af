"""`hardwon.Scribe` and `hardwon.AsyncScribe`: sessions of one's own programs, whoever owns the journal."""

import asyncio
import inspect
import os
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from hardwon import AsyncScribe, Scribe
from hardwon.assembly import open_workspace
from hardwon.assembly.writing import Closed
from hardwon.scribe import NoSession, started_at
from hardwon.store import BadEvent, Event, take_in_spool


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop" / ".hardwon").mkdir(parents=True)
    return tmp_path / "shop"


def _told(events: list[Event]) -> list[tuple[str, dict[str, object]]]:
    """Kinds and payloads, without what differs from one time to another."""
    kept = [(event.kind, dict(event.payload)) for event in events]
    calls: dict[object, str] = {}
    for _, payload in kept:
        if "call" in payload:
            payload["call"] = calls.setdefault(payload["call"], f"call {len(calls)}")
    return kept


def _work(scribe: Scribe) -> tuple[list[tuple[str, dict[str, object]]], object]:
    session = scribe.start(title="Mend the totals", session="s")
    scribe.turn(session, "Why is the total wrong?")
    call = scribe.tool(session, "Bash", {"command": "make test"})
    scribe.result(session, call, "1 failed", error=True)
    scribe.note(session, "figure", {"tokens": 812})
    scribe.turn(session, "Rounded too early.", speaker="assistant")
    scribe.end(session)
    account = scribe.get(session)
    return _told(scribe.events(session)), (
        account.session.state,
        account.session.title,
        account.session.turns,
        account.session.errors,
        [step.command for step in account.commands],
        [one.id for one in scribe.sessions()],
    )


async def _work_async(root: Path) -> tuple[list[tuple[str, dict[str, object]]], object]:
    async with AsyncScribe(root) as scribe:
        session = await scribe.start(title="Mend the totals", session="s")
        await scribe.turn(session, "Why is the total wrong?")
        call = await scribe.tool(session, "Bash", {"command": "make test"})
        await scribe.result(session, call, "1 failed", error=True)
        await scribe.note(session, "figure", {"tokens": 812})
        await scribe.turn(session, "Rounded too early.", speaker="assistant")
        await scribe.end(session)
        account = await scribe.get(session)
        return _told(await scribe.events(session)), (
            account.session.state,
            account.session.title,
            account.session.turns,
            account.session.errors,
            [step.command for step in account.commands],
            [one.id for one in await scribe.sessions()],
        )


def test_a_session_is_written_and_read_back(root: Path) -> None:
    with Scribe(root) as scribe:
        told, shown = _work(scribe)
    assert [kind.removeprefix("session.") for kind, _ in told] == [
        "started", "turn", "tool", "result", "note", "turn", "ended",
    ]  # fmt: skip
    assert shown == ("ended", "Mend the totals", 1, 1, ["make test"], ["s"])
    started = told[0][1]
    assert (started["pid"], started["pid_started"]) == (os.getpid(), started_at(os.getpid()))
    assert [payload.get("line") for _, payload in told[1:-1]] == [1, 2, 3, 4, 5]


def test_with_and_without_a_loop_and_awaited_it_comes_to_the_same(root: Path, tmp_path: Path) -> None:
    def sync(folder: str) -> object:
        (tmp_path / folder / ".hardwon").mkdir(parents=True)
        with Scribe(tmp_path / folder) as scribe:
            return _work(scribe)

    async def inside_a_loop() -> object:
        return sync("b")

    in_thread: list[object] = []
    thread = threading.Thread(target=lambda: in_thread.append(sync("c")))
    thread.start()
    thread.join()
    results = [sync("a"), asyncio.run(inside_a_loop()), *in_thread, asyncio.run(_work_async(root))]
    assert len(results) == 4
    assert [result == results[0] for result in results] == [True] * 4


def test_the_two_faces_offer_the_same() -> None:
    def offered(kind: type) -> dict[str, object]:
        return {
            name: inspect.signature(method)
            for name, method in vars(kind).items()
            if not name.startswith("_") and name != "close"
        }

    assert offered(Scribe) == offered(AsyncScribe)
    assert len(offered(Scribe)) == 10


@pytest.mark.parametrize("sessions", [60, pytest.param(1000, marks=pytest.mark.long)])
def test_many_sessions_at_once_each_append_and_read_their_own(root: Path, sessions: int) -> None:
    async def one(scribe: AsyncScribe, number: int) -> list[str]:
        session = await scribe.start(session=f"s{number}", parent="s0" if number else "")
        for turn in range(3):
            await scribe.turn(session, f"{number}.{turn}")
        told = await scribe.events(session)
        await scribe.end(session)
        return [str(event.payload["text"]) for event in told if event.kind == "session.turn"]

    async def work() -> None:
        async with AsyncScribe(root) as scribe:
            said = await asyncio.gather(*(one(scribe, number) for number in range(sessions)))
            assert said == [[f"{number}.{turn}" for turn in range(3)] for number in range(sessions)]
            found = await scribe.sessions(limit=0)
            assert {session.state for session in found} == {"ended"}
            assert len(found) == sessions
            assert len((await scribe.get("s0")).children) == sessions - 1

    asyncio.run(work())


def test_what_another_owner_holds_up_can_be_read_once_it_lets_go(root: Path) -> None:
    workspace = open_workspace(root)
    with Scribe(root) as scribe:
        with workspace.owner("test") as journal:
            session = scribe.start()
            scribe.turn(session, "in the spool")
            assert journal.last_offset() == 0
            assert list(workspace.places.spool.glob("*.jsonl"))
        assert [event.kind for event in scribe.events(session)] == ["session.started", "session.turn"]


def test_an_owner_that_stays_takes_it_in_itself(root: Path) -> None:
    workspace = open_workspace(root)
    with workspace.owner("test") as journal, Scribe(root) as scribe:
        session = scribe.start()
        timer = threading.Timer(0.1, lambda: take_in_spool(workspace.places, journal))
        timer.start()
        assert [event.kind for event in scribe.events(session)] == ["session.started"]
        timer.join()


def test_it_lets_go_of_the_journal_for_others(root: Path) -> None:
    with Scribe(root) as scribe:
        scribe.start()
        deadline = threading.Event()
        for _ in range(100):
            try:
                with open_workspace(root).lock("other"):
                    break
            except Exception:  # noqa: BLE001
                deadline.wait(0.05)
        else:
            pytest.fail("the journal was never let go")


def test_what_was_told_twice_under_one_key_is_there_once(root: Path) -> None:
    with Scribe(root) as scribe:
        session = scribe.start()
        for _ in range(3):
            scribe.turn(session, "once", key="turn-1")
        assert len(scribe.events(session)) == 2


def test_an_event_that_no_journal_takes_fails_alone(root: Path) -> None:
    async def work() -> None:
        async with AsyncScribe(root) as scribe:
            session = await scribe.start()
            done = await asyncio.gather(
                scribe.turn(session, "a"),
                scribe.note(session, "odd", {"value": object()}),
                scribe.turn(session, "b"),
                return_exceptions=True,
            )
            assert [type(one) for one in done] == [type(None), BadEvent, type(None)]
            assert len(await scribe.events(session)) == 3

    asyncio.run(work())


def test_a_private_session_is_its_own_and_that_of_the_roles_it_names(root: Path) -> None:
    with Scribe(root) as mine, Scribe(root) as other, Scribe(root, roles=["reviewer"]) as reviewer:
        hidden = mine.start(private=["reviewer"], session="hidden")
        mine.turn(hidden, "the salary list")
        shared = mine.start(session="shared")
        mine.turn(shared, "hello")
        mine.turn(shared, "the key is under the mat", private=True)
        assert len(mine.events(hidden)) == 2
        assert len(mine.events(shared)) == 3
        assert other.events(hidden) == []
        assert len(other.events(shared)) == 2
        assert [one.id for one in other.sessions()] == ["shared"]
        assert {one.id for one in reviewer.sessions()} == {"hidden", "shared"}
        assert len(reviewer.events(hidden)) == 2
        with pytest.raises(NoSession):
            other.get(hidden)


def test_a_session_that_is_resumed_goes_on_where_it_was(root: Path) -> None:
    with Scribe(root) as scribe:
        session = scribe.start()
        scribe.turn(session, "first")
        scribe.end(session)
    with Scribe(root) as scribe:
        scribe.resume(session)
        scribe.turn(session, "second")
        found = scribe.get(session).session
        assert (found.resumed, found.state, found.turns) == (1, "working", 2)
        assert [event.payload.get("line") for event in scribe.events(session)] == [None, 1, None, None, 2]


def test_a_closed_scribe_says_so(root: Path) -> None:
    scribe = Scribe(root)
    scribe.close()
    scribe.close()
    with pytest.raises(Closed, match="closed -> open another one"):
        scribe.start()
    with pytest.raises(Closed, match="not open"):
        asyncio.run(AsyncScribe(root).start())


def test_importing_hardwon_loads_nothing_for_it() -> None:
    code = "import sys, hardwon; print([n for n in sys.modules if n[:8] in ('hardwon.', 'asyncio')])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_a_program_that_was_killed_in_the_middle_of_its_work_has_crashed(root: Path) -> None:
    code = (
        "import sys, time; from hardwon import Scribe\n"
        "scribe = Scribe(sys.argv[1]); session = scribe.start(session='killed')\n"
        "scribe.tool(session, 'Bash', {'command': 'make'}); print('there', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(root)], stdout=subprocess.PIPE) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == b"there\n"
        assert _state_later(root, "killed") == "working"
        program.kill()
    assert _state_later(root, "killed") == "crashed"


def _state_later(root: Path, session: str) -> str:
    """The state of `session` as it shows five minutes from now."""
    workspace = open_workspace(root)
    with workspace.reader() as reader:
        later = workspace.clock.now() + timedelta(minutes=5)
        return workspace.sessions(reader).find(session, later).state
