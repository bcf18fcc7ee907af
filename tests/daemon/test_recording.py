import asyncio
from collections.abc import Sequence
from pathlib import Path

from hardwon.core import SystemClock
from hardwon.daemon import Change
from hardwon.daemon.recording import Causes, Recorder, is_git_busy
from hardwon.store import Event, NewEvent


def switched(worktree: str) -> Event:
    payload = {"worktree": worktree, "from": "main", "to": "topic", "before": "1", "after": "2"}
    return Event(1, "s", "git.switch", "t", payload, None)


class Book:
    def __init__(self, causes: Causes, top: str, *, is_own: bool) -> None:
        self.events: list[NewEvent] = []
        self.recorder = Recorder(
            self.append, clock=SystemClock(), on_trouble=print, causes=causes, top=top, is_own=is_own
        )

    async def append(self, events: Sequence[NewEvent]) -> None:
        self.events += events

    def record(self, count: int) -> NewEvent:
        asyncio.run(self.recorder.record([Change(f"{number}.py", "modified") for number in range(count)]))
        return self.events[-1]


def test_very_many_changes_say_what_git_did_just_before_in_that_worktree() -> None:
    now = [100.0]
    causes = Causes(lambda: now[0])
    here, there = Book(causes, "/here", is_own=True), Book(causes, "/there", is_own=False)
    assert "git" not in here.record(500).payload
    causes.hear([switched("/here")])
    event = here.record(2000)
    assert (event.kind, event.payload["count"]) == ("files.changed", 2000)
    assert event.payload["git"] == {"kind": "git.switch", "from": "main", "to": "topic"}
    assert "git" not in there.record(2000).payload
    now[0] += 60
    assert "git" not in here.record(2000).payload


def test_changes_of_another_worktree_name_it_and_our_own_do_not() -> None:
    causes = Causes()
    here, there = Book(causes, "/here", is_own=True), Book(causes, "/there", is_own=False)
    assert here.record(1).payload == {"path": "0.py", "change": "modified"}
    assert there.record(1).payload == {"path": "0.py", "change": "modified", "worktree": "/there"}
    assert there.record(500).payload["worktree"] == "/there"
    assert len({event.source for event in here.events + there.events}) == 3


def test_git_is_busy_while_it_holds_the_lock_of_an_index(tmp_path: Path) -> None:
    own = tmp_path / "main/.git/worktrees/side"
    own.mkdir(parents=True)
    (tmp_path / "side").mkdir()
    (tmp_path / "side/.git").write_text(f"gitdir: {own}\n")
    tops = [tmp_path / "main", tmp_path / "side", tmp_path / "nowhere"]
    assert [is_git_busy(top) for top in tops] == [False, False, False]
    (own / "index.lock").touch()
    assert [is_git_busy(top) for top in tops] == [False, True, False]
    (tmp_path / "main/.git/index.lock").touch()
    assert [is_git_busy(top) for top in tops] == [True, True, False]
