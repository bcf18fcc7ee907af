import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from hardwon.core import iso
from hardwon.scribe import OWNER, Audience, NoSession, Sessions, is_gone
from hardwon.scribe.audience import readers_of
from hardwon.scribe.lifecycle import fold, new_session, state_now
from hardwon.store import NewEvent
from tests.scribe.transcripts import START, as_events, make_places, open_journal

ME = (os.getpid(), 0)


def _event(kind: str, minute: float = 0, session: str = "s", **payload: object) -> NewEvent:
    time = iso(START + timedelta(minutes=minute))
    source = f"{session}:{kind}:{minute}:{sorted(payload.items())}"
    return NewEvent(source, f"session.{kind}", time, payload, session)


def _says(minute: float, speaker: str = "user", text: str = "go", **more: object) -> NewEvent:
    return _event("turn", minute, speaker=speaker, text=text, **more)


def _row(*events: NewEvent) -> dict[str, object]:
    told = as_events(events)
    row = new_session(told[0])
    for event in told:
        fold(row, event)
    return row


def _at(minute: float) -> datetime:
    return START + timedelta(minutes=minute)


def test_a_session_is_resumed_when_it_goes_on_after_its_end() -> None:
    row = _row(_says(0), _event("ended", 1), _says(2), _event("tool", 3), _event("ended", 4), _says(5))
    assert (row["resumed"], row["ended"], row["state"]) == (2, "", "working")


def test_a_resume_that_two_tell_of_counts_once() -> None:
    row = _row(
        _says(0), _event("ended", 1), _event("resumed", 2), _event("started", 3, why="resume"), _says(4)
    )
    assert row["resumed"] == 1
    assert _row(_says(0), _event("resumed", 2), _says(3), _event("resumed", 4))["resumed"] == 2


def test_what_was_done_before_the_end_and_read_after_it_takes_nothing_up() -> None:
    row = _row(_event("ended", 5), _says(1), _event("tool", 2), _says(3, "assistant", "Done."))
    assert (row["resumed"], row["state"], row["turns"], row["replies"]) == (0, "ended", 1, 1)


def test_an_end_that_was_overtaken_by_work_ends_nothing() -> None:
    row = _row(_says(0), _says(10), _event("ended", 5))
    assert (row["state"], row["ended"]) == ("working", "")


def test_a_late_result_does_not_open_an_ended_session() -> None:
    row = _row(_event("tool", 0, call="c"), _event("ended", 1), _event("result", 2, call="c"))
    assert (row["state"], row["resumed"]) == ("ended", 0)


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ("UserPromptSubmit", "working"),
        ("PreToolUse", "working"),
        ("PostToolUse", "working"),
        ("Stop", "idle"),
        ("Notification", "idle"),
        ("SomethingNew", "working"),
    ],
)
def test_hooks_move_the_state_of_a_session_without_a_transcript(told: str, state: str) -> None:
    prompt = _event("hook", 0, event="UserPromptSubmit", agent="claude-code", raw={"prompt": "Fix it"})
    row = _row(prompt, _event("hook", 1, event=told))
    assert (row["state"], row["title"], row["agent"]) == (state, "Fix it", "claude-code")
    assert row["turns"] == 0


def test_a_session_that_only_hooks_tell_of_is_listed_and_counts_its_prompts_once(tmp_path: Path) -> None:
    hooks = [_event("hook", n, event="UserPromptSubmit", raw={"prompt": f"{n}"}) for n in range(3)]
    with open_journal(make_places(tmp_path)) as journal:
        journal.append(hooks)
        assert [one.turns for one in Sessions(journal).latest(_at(3))] == [3]
        journal.append([_says(n) for n in range(3)])
        assert [one.turns for one in Sessions(journal).latest(_at(3))] == [3]


_AGENT = _event("started", 0, agent="claude-code")
_BUSY = (_AGENT, _says(0), _event("tool", 1, call="c", pid=7, pid_started=3))
_ASKED = (_says(0, pid=7, pid_started=3),)
_DONE = (*_BUSY, _says(2, "assistant", "Done."))


@pytest.mark.parametrize(
    ("events", "gone", "states"),
    [
        # after 3 minutes, 30 minutes, 13 hours
        (_BUSY, None, ("working", "idle", "crashed")),
        ((*_BUSY, _event("started", 1, agent="aider")), None, ("working", "idle", "ended")),
        (_BUSY, False, ("working", "working", "idle")),
        (_BUSY, True, ("working", "crashed", "crashed")),
        (_ASKED, None, ("working", "idle", "ended")),
        (_ASKED, True, ("crashed", "crashed", "crashed")),
        (_DONE, None, ("idle", "idle", "ended")),
        (_DONE, True, ("idle", "ended", "ended")),
        ((*_BUSY, _event("ended", 2)), False, ("ended", "ended", "ended")),
        ((*_BUSY, _event("ended", 2, crashed=True)), False, ("crashed", "crashed", "crashed")),
        ((*_BUSY, _event("ended", 2), _event("resumed", 2)), None, ("idle", "idle", "ended")),
    ],
)
def test_who_has_crashed_is_told_from_the_process_or_from_long_silence_in_the_middle_of_work(
    events: tuple[NewEvent, ...], gone: bool | None, states: tuple[str, ...]
) -> None:
    row = _row(*events)
    assert tuple(state_now(row, _at(minute), gone=gone) for minute in (3, 30, 13 * 60)) == states


def test_a_date_far_ahead_neither_keeps_a_session_at_work_nor_on_top(tmp_path: Path) -> None:
    ahead = _event("turn", 60 * 24 * 365, "lost", speaker="user", text="from 2027")
    with open_journal(make_places(tmp_path)) as journal:
        journal.append([ahead, _says(0)])
        found = Sessions(journal).latest(_at(1))
        assert [(one.id, one.state) for one in found] == [("s", "working"), ("lost", "ended")]
        assert [one.id for one in Sessions(journal).latest(_at(1), limit=1)] == ["s"]


def test_a_subagent_lives_in_its_parents_process(tmp_path: Path) -> None:
    asked: list[tuple[int, int]] = []

    def gone(pid: int, started: int) -> bool:
        asked.append((pid, started))
        return True

    child = [_event("started", 0, "child", parent="s"), _event("tool", 1, "child", call="c")]
    with open_journal(make_places(tmp_path)) as journal:
        journal.append([*_BUSY, *child])
        sessions = Sessions(journal, gone=gone)
        assert {one.id: one.state for one in sessions.latest(_at(9), empty=True)} == {
            "s": "crashed",
            "child": "crashed",
        }
        assert asked == [(7, 3)]
        assert sessions.find("child", _at(9)).state == "crashed"
        assert Sessions(journal).find("child", _at(9)).state == "working"


def test_a_process_is_gone_once_it_has_ended_or_its_number_is_anothers() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        fields = Path(f"/proc/{child.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        started = int(fields[19])
        assert not is_gone(child.pid, started)
        assert not is_gone(child.pid, 0)
        assert is_gone(child.pid, started - 1)
        child.kill()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        assert is_gone(child.pid, started)  # a zombie
    assert is_gone(child.pid, started)


SECRET = _event("turn", 3, "mine", speaker="user", text="the salary list", private=True)
FOR_REVIEW = _event("turn", 4, "mine", speaker="user", text="for review", private=["reviewer"])
OPEN = _event("turn", 2, "mine", speaker="user", text="hello")


@pytest.mark.parametrize(
    ("audience", "read"),
    [
        (Audience(), ["hello"]),
        (Audience(session="other"), ["hello"]),
        (Audience(session="mine"), ["hello", "the salary list", "for review"]),
        (Audience(roles=frozenset({"reviewer"})), ["hello", "for review"]),
        (Audience(roles=frozenset({"view"})), ["hello"]),
        (OWNER, ["hello", "the salary list", "for review"]),
    ],
)
def test_what_a_session_keeps_to_itself_is_read_by_it_and_by_the_roles_it_names(
    tmp_path: Path, audience: Audience, read: list[str]
) -> None:
    with open_journal(make_places(tmp_path)) as journal:
        journal.append([OPEN, SECRET, FOR_REVIEW])
        sessions = Sessions(journal, audience=audience)
        assert [event.payload["text"] for event in sessions.events("mine")] == read
        one = sessions.find("mine", _at(5))
        assert [step.text for step in sessions.steps(one)] == read  # type: ignore[union-attr]
        assert one.title == "hello"


@pytest.mark.parametrize(
    ("audience", "sees"),
    [
        (Audience(), False),
        (Audience(session="other"), False),
        (Audience(session="mine"), True),
        (Audience(roles=frozenset({"review"})), False),
        (Audience(roles=frozenset({"reviewer"})), True),
        (OWNER, True),
    ],
)
def test_a_private_session_is_there_only_for_those_who_may_see_it(
    tmp_path: Path, audience: Audience, sees: bool
) -> None:
    started = _event("started", 0, "mine", parent="s", private=["lead", "reviewer"])
    with open_journal(make_places(tmp_path)) as journal:
        journal.append([_says(0), started, OPEN])
        sessions = Sessions(journal, audience=audience)
        assert ("mine" in [one.id for one in sessions.latest(_at(5))]) is sees
        assert sessions.count() == 1 + sees
        assert list(sessions.show(sessions.find("s", _at(5))).children) == ["mine"] * sees
        assert len(list(sessions.events("mine"))) == 2 * sees
        if sees:
            assert sessions.find("mine", _at(5)).private
        else:
            with pytest.raises(NoSession, match="no session begins with `mine`"):
                sessions.find("mine", _at(5))


@pytest.mark.parametrize(
    ("private", "readers"),
    [(None, None), (False, None), (True, ""), (["a", "b", 3], "a b"), ([], ""), ("yes", ""), (0, "")],
)
def test_what_cannot_be_understood_stays_private(private: object, readers: str | None) -> None:
    assert readers_of({"private": private}) == readers
    assert readers_of({}) is None
