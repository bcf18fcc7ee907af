"""Which findings come and go, and the process that looks: it may die, hang or be of another version."""

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from hardwon.assembly import Checked, open_workspace
from hardwon.assembly.checker import Checker, CheckerGone
from hardwon.assembly.checking import is_change_here
from hardwon.assembly.rechecking import Rechecker, finding_events, standing
from hardwon.check import FileError, Finding, Report
from hardwon.core import CheckSettings, HardwonError
from hardwon.daemon.changes import Change, change_events
from hardwon.store import Event, Journal, NewEvent

HERE = Finding("lost-change", "app.py", 3, 1, 3, 9, "It is lost.", fingerprint="aa", lesson="keep-changes")
THERE = replace(HERE, path="web.py", fingerprint="bb", lesson=None)


def told(before: list[Finding], now: list[Finding]) -> list[tuple[str, object]]:
    events = finding_events(before, now, time="2026-11-21T09:00:00.000Z", source=lambda: "s")
    return [(event.kind, event.payload.get("path")) for event in events]


def test_what_came_and_what_went_is_told_with_all_that_one_needs() -> None:
    assert told([HERE], [THERE]) == [("finding.new", "web.py"), ("finding.fixed", "app.py")]
    [event] = finding_events([], [HERE], time="t", source=lambda: "s")
    assert event.payload == {
        "rule": "lost-change",
        "path": "app.py",
        "line": 3,
        "message": "It is lost.",
        "severity": "error",
        "fingerprint": "aa",
        "lesson": "keep-changes",
    }


def test_it_is_told_in_which_worktree_and_how_a_finding_went() -> None:
    ways = {"aa": "discarded"}
    came, went = finding_events(
        [HERE], [THERE], time="t", source=lambda: "s", tree="/srv/shop", how=lambda one: ways[one.fingerprint]
    )
    assert (came.payload["tree"], came.payload.get("how")) == ("/srv/shop", None)
    assert (went.payload["tree"], went.payload["how"]) == ("/srv/shop", "discarded")


def test_a_finding_that_moved_down_or_to_another_file_is_neither_new_nor_fixed() -> None:
    assert told([HERE], [replace(HERE, line=90)]) == []
    assert told([HERE], [replace(HERE, path="moved.py")]) == []
    assert told([HERE], [HERE, replace(HERE, path="copied.py")]) == [("finding.new", "copied.py")]


def test_very_many_at_once_are_one_event() -> None:
    many = [replace(HERE, fingerprint=f"{number}") for number in range(200)]
    [event] = finding_events([], many, time="t", source=lambda: "s")
    assert (event.kind, event.payload) == (
        "findings.changed",
        {"new": 200, "fixed": 0, "rules": {"lost-change": 200}},
    )


def test_half_typed_code_has_mended_nothing() -> None:
    broken = Report((), 2, (FileError("app.py", "line 3: does not parse"),))
    assert standing([HERE, THERE], broken) == [HERE]
    assert standing([HERE], Report((), 2)) == []


def changed(path: str, **more: str) -> Event:
    return Event(1, "s", "file.changed", "2026-05-04T09:30:00.000Z", {"path": path, **more}, None)


def test_what_a_build_writes_is_no_reason_to_check() -> None:
    usual, wide = CheckSettings(), CheckSettings(include=("**/*.o",))
    for path in ("out/a.o", "app.log", "page.class", "a.b/shot.png"):
        assert not is_change_here(changed(path), usual), path
        assert is_change_here(changed(path), wide), path
        assert is_change_here(changed(path, **{"from": "app/code.py"}), usual), path
    for path in (
        "app/code.py",
        "web/app.ts",
        "uv.lock",
        "sub/.gitignore",
        "Pipfile",
        ".hardwon/x.y",
        "ruff.toml",
    ):
        assert is_change_here(changed(path), usual), path
        assert not is_change_here(changed(path, worktree="/srv/other"), usual), path


def test_a_mass_of_files_is_a_reason_to_check_if_any_of_them_is() -> None:
    def is_reason(*paths: str) -> bool:
        changes = [Change(path.format(number), "created") for path in paths for number in range(200)]
        [event] = change_events(changes, source=lambda: "s", time="2026-05-04T09:30:00.000Z")
        summed = Event(1, event.source, event.kind, event.time, dict(event.payload), None)
        return is_change_here(summed, CheckSettings())

    assert not is_reason("out/a{}.o", "a{}.log")
    assert is_reason("out/a{}.o", "app/code{}.py")
    assert is_reason("out/a{}.o", "Makefile{}")
    assert is_reason("out/a{}.o", ".hardwon/a{}.o")
    assert is_reason(*(f"out/a{{}}.{letter}{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"))


def test_advice_is_not_told() -> None:
    assert standing([], Report((replace(HERE, severity="advice"), THERE), 2)) == [THERE]


# A checker that does as it is told: what it gets, it runs.
PROGRAM = """
import os, time
from hardwon.assembly.checker import Refused, pack, unpack
while True:
    try:
        what = unpack(0)
    except EOFError:
        break
    if what == "die":
        os._exit(3)
    if what == "fail":
        what = Refused("no such rule", "name another")
    if what == "slow":
        time.sleep(0.5)
    os.write(1, pack((None if what == "old" else (what, os.getpid()) if isinstance(what, str) else what,
                      what in ("last", "old"))))
"""


@pytest.fixture
def troubles() -> list[str]:
    return []


@pytest.fixture
def program(tmp_path: Path) -> list[str]:
    (tmp_path / "checker.py").write_text(PROGRAM)
    return [sys.executable, str(tmp_path / "checker.py")]


def test_a_checker_that_dies_is_told_of_and_started_again(program: list[str], troubles: list[str]) -> None:
    async def run() -> None:
        checker = Checker(program, on_trouble=lambda error: troubles.append(error.what), pause=0.0)
        _, first = await checker.ask("hello")
        with pytest.raises(CheckerGone):
            await checker.ask("die")
        _, second = await checker.ask("hello")
        assert first != second
        await checker.close()

    asyncio.run(run())
    assert troubles == ["the process that checks has ended (3)"]


def test_one_that_keeps_dying_is_left_alone_for_a_while(program: list[str], troubles: list[str]) -> None:
    async def run() -> None:
        checker = Checker(program, on_trouble=lambda error: troubles.append(error.what), pause=60.0)
        with pytest.raises(CheckerGone, match="has ended"):
            await checker.ask("die")
        with pytest.raises(CheckerGone, match="just died"):
            await checker.ask("hello")
        await checker.close()

    asyncio.run(run())
    assert len(troubles) == 1


def test_one_of_another_version_is_replaced_before_it_answers(
    program: list[str], troubles: list[str]
) -> None:
    async def run() -> None:
        checker = Checker(program, on_trouble=lambda error: troubles.append(error.what))
        _, first = await checker.ask("last")  # it answers, then leaves
        _, second = await checker.ask("hello")
        assert first != second
        assert await checker.ask("old") is None  # it leaves without an answer, and so does the next
        await checker.close()

    asyncio.run(run())
    assert troubles == []


def test_what_the_checker_cannot_do_is_raised_here(program: list[str]) -> None:
    async def run() -> None:
        checker = Checker(program, on_trouble=lambda error: None)
        with pytest.raises(HardwonError, match="no such rule -> name another"):
            await checker.ask("fail")
        await checker.close()

    asyncio.run(run())


def test_who_is_not_patient_is_turned_away_and_who_gave_up_spoils_nothing(program: list[str]) -> None:
    async def run() -> None:
        checker = Checker(program, on_trouble=lambda error: None)
        slow = asyncio.create_task(checker.ask("slow"))
        await asyncio.sleep(0.1)
        with pytest.raises(CheckerGone, match="busy"):
            await checker.ask("hello", patience=0.01)
        slow.cancel()
        await asyncio.gather(slow, return_exceptions=True)
        assert (await checker.ask("hello"))[0] == "hello"
        await checker.close()
        with pytest.raises(CheckerGone, match="the daemon ends"):
            await checker.ask("hello")

    asyncio.run(run())


# Counts how often it was asked to look.
COUNTER = """
import sys
from hardwon.assembly.checker import pack, unpack
from hardwon.check import Report
import os
while True:
    try:
        unpack(0)
    except EOFError:
        break
    with open(sys.argv[1], "a") as file:
        file.write("looked\\n")
    os.write(1, pack((Report((), 1), False)))
"""


def test_many_files_saved_at_once_are_one_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    (tmp_path / "shop").mkdir()
    (tmp_path / "counter.py").write_text(COUNTER)
    looked = tmp_path / "looked"
    looked.touch()
    workspace = open_workspace(tmp_path / "shop")

    async def until(times: int) -> None:
        async with asyncio.timeout(20):
            while len(looked.read_text().split()) < times:  # noqa: ASYNC110  another process writes it
                await asyncio.sleep(0.01)

    async def run(journal: Journal) -> None:
        stopping = asyncio.Event()
        checked = Checked(workspace)
        journal.subscribe(checked.hear)
        command = [sys.executable, str(tmp_path / "counter.py"), str(looked)]
        checker = Checker(command, on_trouble=lambda error: None)
        rechecker = Rechecker(workspace, journal, checked, checker, lambda error: None)
        running = asyncio.create_task(rechecker.run(stopping))
        await until(1)
        await asyncio.sleep(0.3)
        many = [NewEvent(f"f:{n}", "file.changed", "t", {"path": f"{n}.py"}) for n in range(90)]
        await journal.append_async(many)
        await until(2)
        await asyncio.sleep(0.3)
        await journal.append_async([NewEvent("other", "session.note", "t", {})])
        await asyncio.sleep(0.3)
        stopping.set()
        await running

    with Journal.open(workspace.places, clock=workspace.clock) as journal:
        asyncio.run(run(journal))
    assert looked.read_text().split() == ["looked", "looked"]
