"""`hardwon.Lookup`: a program's questions, one after the other, and what it is woken by."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from hardwon import Lookup
from hardwon.assembly import open_workspace
from hardwon.assembly.lookup import Watch
from hardwon.store import Journal, NewEvent, spool_append
from tests.assembly.live import with_daemon

_PAGE = """\
---
title: Pass the session down
status: adopted
kind: gotcha
applies-to: ["app/**/*.py"]
---
A second session while the first is held waits for itself.
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    root = tmp_path / "shop"
    (root / ".hardwon/lessons").mkdir(parents=True)
    (root / ".hardwon/lessons/pass-down.md").write_text(_PAGE)
    with open_workspace(root).owner("test") as journal:
        journal.append([_turn("s1", "the nightly export hangs")])
    return root


def _turn(session: str, text: str) -> NewEvent:
    told = {"turn": "1", "speaker": "assistant", "text": text}
    return NewEvent(f"turns:{session}:1", "session.turn", "2026-01-02T03:04:05.000Z", told, session)


def _wakes(watch: Watch, do: Callable[[], object], *, within: float) -> bool:
    """Whether `watch` sees a change `within` so many seconds of what `do` does."""
    over = threading.Event()
    timer = threading.Timer(within, over.set)
    timer.start()
    try:
        do()
        return watch.wait(over.is_set)
    finally:
        timer.cancel()


def test_what_is_put_down_between_two_questions_is_known_at_the_second(root: Path) -> None:
    lookup = Lookup(root)
    assert [one.source for one in lookup.units("zebra", k=5)] == []
    spool_append(open_workspace(root).places, [_turn("s2", "a zebra was seen")])
    assert [one.source for one in lookup.units("zebra", k=5)] == ["s2#1"]
    lookup.close()
    assert [one.source for one in lookup.units("zebra", k=5)] == ["s2#1"]


def test_a_question_without_k_and_budget_has_the_budget_of_the_settings(root: Path) -> None:
    (root / "hardwon.toml").write_text("[tool.hardwon]\nrecall-budget = 12\n")
    lookup = Lookup(root)
    assert sum(len(one.text) for one in lookup.units("second session held")) < 80
    (root / "hardwon.toml").write_text("[tool.hardwon]\nrecall-budget = 900\n")
    assert sum(len(one.text) for one in lookup.units("second session held")) >= 80


def test_the_journal_says_who_asked(root: Path) -> None:
    Lookup(root, by="mcp").units("", files=[str(root / "app/a.py")], k=1)
    with open_workspace(root).owner("test") as journal:
        [event] = journal.read(kinds=("lesson.recalled",))
    assert (event.payload["by"], event.payload["slugs"]) == ("mcp", ["pass-down"])


def test_a_watch_sees_pages_the_journal_and_what_hooks_put_down(root: Path) -> None:
    workspace = open_workspace(root)
    watch = Lookup(root).watch()
    page = root / ".hardwon/lessons/other.md"
    assert _wakes(watch, lambda: page.write_text(_PAGE), within=20)
    assert _wakes(watch, page.unlink, within=20)
    assert _wakes(watch, lambda: spool_append(workspace.places, [_turn("s2", "put down")]), within=20)

    def write() -> None:
        with workspace.owner("test") as journal:
            journal.append([_turn("s3", "written")])

    assert _wakes(watch, write, within=20)
    assert not _wakes(watch, lambda: None, within=1.2)


def test_answers_wake_nobody(root: Path) -> None:
    lookup = Lookup(root)
    lookup.units("second session held", k=5)
    watch = lookup.watch()
    assert not _wakes(watch, lambda: lookup.units("second session held", k=5), within=1.2)


def test_a_watch_follows_a_daemon_and_goes_on_without_it(root: Path) -> None:
    watches: list[Watch] = []
    woken: list[bool] = []

    def do(_: object, journal: Journal) -> None:
        watches.append(Lookup(root).watch())
        woken.append(_wakes(watches[0], lambda: journal.append([_turn("s4", "told")]), within=20))

    with_daemon(root, do)
    assert woken == [True]
    page = root / ".hardwon/lessons/other.md"
    assert _wakes(watches[0], lambda: page.write_text(_PAGE), within=20)
