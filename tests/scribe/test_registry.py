from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, select

from hardwon.core import iso
from hardwon.scribe import Registry
from hardwon.scribe.registry import CALL
from hardwon.scribe.registry import SESSION as TABLE
from hardwon.store import Event, NewEvent
from tests.scribe.transcripts import SESSION, START, Claude, as_events, bring, make_places, open_journal, take


def _rows(events: list[Event], batch: int = 1000) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """The registry after `events`, given `batch` at a time."""
    registry, engine = Registry(), create_engine("sqlite://")
    registry.metadata.create_all(engine)
    with engine.begin() as connection:
        for start in range(0, len(events), batch):
            registry.apply(connection, events[start : start + batch])
        return tuple(  # type: ignore[return-value]
            [dict(row) for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()]
            for table in (TABLE, CALL)
        )


def _session(tmp_path: Path, transcript: Claude) -> dict[str, object]:
    sink, _ = take(transcript.write(tmp_path / "one.jsonl"))
    sessions, _ = _rows(as_events(list(sink.events.values())))
    return next(row for row in sessions if row["id"] == SESSION)


def test_a_session_is_what_its_events_say(tmp_path: Path) -> None:
    transcript = (
        Claude().user("# Fix the build\nplease").runs("make", "no", error=True).edits("/srv/shop/a.py")
    )
    transcript.add("progress").says("Done.", gitBranch="retry").user("Thanks", gitBranch="retry")
    row = _session(tmp_path, transcript)
    assert {name: row[name] for name in ("agent", "title", "cwd", "branch", "parent")} == {
        "agent": "claude-code",
        "title": "Fix the build",
        "cwd": "/srv/shop",
        "branch": "retry",
        "parent": "",
    }
    counts = ("turns", "replies", "tools", "errors", "progress")
    assert [row[name] for name in counts] == [2, 1, 2, 1, 1]
    assert (row["started"], row["last"]) == ("2026-03-01T10:00:00.000Z", "2026-03-01T10:01:10.000Z")
    assert (row["state"], row["ended"]) == ("working", "")


def test_the_state_follows_what_happened_last(tmp_path: Path) -> None:
    transcript = Claude().user("go")
    states = []
    for add in (
        lambda: None,
        lambda: transcript.says("I look."),
        lambda: transcript.calls("Bash", "c1", command="ls"),
        lambda: transcript.gets("c1", "a.py"),
        lambda: transcript.add("system", subtype="turn_duration"),
        lambda: transcript.user("more"),
        lambda: transcript.user("[Request interrupted by user]"),
    ):
        add()
        states.append(_session(tmp_path, transcript)["state"])
    assert states == ["working", "idle", "working", "working", "idle", "working", "idle"]


def test_a_session_ends_when_an_event_says_so_and_may_be_taken_up_again() -> None:
    turn = NewEvent("t:1", "session.turn", iso(START), {"turn": "1", "speaker": "user", "text": "go"}, "s")
    end = NewEvent("t:end", "session.ended", iso(START), {}, "s")
    later = NewEvent("t:2", "session.turn", iso(START), {"turn": "2", "speaker": "user", "text": "on"}, "s")
    assert _rows(as_events([turn, end]))[0][0]["state"] == "ended"
    [row] = _rows(as_events([turn, end, later]))[0]
    assert (row["state"], row["ended"]) == ("working", "")


def test_a_given_title_beats_the_first_prompt_and_the_latest_given_one_wins() -> None:
    def note(number: int, title: str) -> NewEvent:
        return NewEvent(f"n:{number}", "session.note", iso(START), {"type": "summary", "title": title}, "s")

    turn = NewEvent("t:1", "session.turn", iso(START), {"turn": "1", "speaker": "user", "text": "go"}, "s")
    assert _rows(as_events([note(1, "One"), turn]))[0][0]["title"] == "One"
    assert _rows(as_events([turn, note(1, "One"), note(2, "Two")]))[0][0]["title"] == "Two"
    own = NewEvent("n:3", "session.note", iso(START), {"type": "custom-title", "title": "Mine"}, "s")
    assert _rows(as_events([turn, own, note(2, "Two")]))[0][0]["title"] == "Mine"


def test_a_prompt_is_a_better_title_than_a_slash_command(tmp_path: Path) -> None:
    assert _session(tmp_path, Claude().user("/clear"))["title"] == "/clear"
    assert _session(tmp_path, Claude().user("/clear").user("Fix it").user("Thanks"))["title"] == "Fix it"


def test_a_result_may_come_before_its_call() -> None:
    patch = "*** Update File: a.py\n*** Add File: b.py\n"
    call = NewEvent(
        "c",
        "session.tool",
        iso(START),
        {"call": "c1", "tool": "apply_patch", "input": {"p": patch}, "line": 3},
        "s",
    )
    result = NewEvent(
        "r", "session.result", iso(START), {"call": "c1", "error": True, "text": "", "line": 4}, "s"
    )
    for batch in (1, 2):
        assert _rows(as_events([call, result]), batch)[1] == _rows(as_events([result, call]), batch)[1]
    rows = _rows(as_events([result, call]))[1]
    assert [(row["target"], row["what"], row["failed"], row["result_line"]) for row in rows] == [
        ("a.py", "edit", 1, 4),
        ("b.py", "edit", 1, 4),
    ]


def test_payloads_of_wrong_types_do_no_harm() -> None:
    odd = [
        NewEvent(f"o:{kind}:{number}", f"session.{kind}", iso(START), payload, "s")
        for kind in ("started", "turn", "tool", "result", "note")
        for number, payload in enumerate(
            (
                {},
                {"call": 5, "text": [], "input": "x", "line": "7", "raw": 1},
                {"call": "c", "line": True, "tool": {}},
            )
        )
    ]
    [session], _ = _rows(as_events(odd))
    assert (session["id"], session["tools"], session["errors"]) == ("s", 3, 0)


_speakers = st.sampled_from(["user", "assistant", "system", "Ada"])


def test_a_torn_emoji_or_a_nul_stops_nothing() -> None:
    odd = "to\0rn \ud83d"
    told: list[tuple[str, dict[str, object]]] = [
        ("started", {"agent": odd, "cwd": odd, "branch": odd, "parent": odd, "from": odd, "private": [odd]}),
        ("hook", {"agent": odd, "event": "UserPromptSubmit", "raw": {"prompt": odd}}),
        ("turn", {"speaker": "user", "text": odd}),
        ("tool", {"tool": "Bash", "call": odd, "input": {"command": odd}}),
        ("result", {"call": odd, "text": odd, "error": True}),
    ]
    events = [
        Event(place, f"s{place}", f"session.{kind}", iso(START), payload, "one")
        for place, (kind, payload) in enumerate(told, 1)
    ]
    for batch in (1, len(events)):
        sessions, calls = _rows(events, batch)
        assert sessions[0]["title"] == sessions[0]["cwd"] == "to\ufffdrn \ufffd"
        assert [(row["call"], row["failed"]) for row in calls] == [("to\ufffdrn \ufffd", 1)]


@st.composite
def _histories(draw: st.DrawFn) -> list[list[NewEvent]]:
    """Several sessions, each a list of events in its own order."""
    sessions = []
    for name in "abc"[: draw(st.integers(1, 3))]:
        events = [
            NewEvent(f"{name}:0", "session.started", iso(START), {"agent": "turns", "branch": name}, name)
        ]
        for number in range(1, draw(st.integers(1, 8))):
            call = f"c{draw(st.integers(1, 3))}"
            kind, payload = draw(
                st.sampled_from(
                    [
                        ("turn", {"turn": str(number), "speaker": draw(_speakers), "text": f"say {number}"}),
                        ("tool", {"call": call, "tool": "Bash", "input": {"command": f"make {number}"}}),
                        ("result", {"call": call, "error": draw(st.booleans()), "text": "out"}),
                        ("note", {"type": "progress", "raw": {"lines": number}}),
                    ]
                )
            )
            time = iso(START.replace(minute=draw(st.integers(0, 59))))
            events.append(
                NewEvent(f"{name}:{number}", f"session.{kind}", time, {**payload, "line": number}, name)
            )
        sessions.append(events)
    return sessions


@settings(deadline=None, max_examples=60)
@given(history=_histories(), data=st.data())
def test_any_interleaving_of_sessions_and_any_batches_give_the_same_registry(
    history: list[list[NewEvent]], data: st.DataObject
) -> None:
    in_turn = [event for events in history for event in events]
    mixed: list[NewEvent] = []
    left = [list(events) for events in history]
    while any(left):
        mixed.append(data.draw(st.sampled_from([events for events in left if events])).pop(0))
    batch = data.draw(st.integers(1, 5))
    assert _rows(as_events(mixed), batch) == _rows(as_events(in_turn))


def test_a_rebuild_gives_the_same_registry_as_following_did(tmp_path: Path) -> None:
    for number in range(3):
        transcript = Claude(f"{number}{SESSION[1:]}", seed=number).user("go").runs("make", "no", error=True)
        transcript.edits("/srv/shop/a.py").runs("make", "ok").says("Done.").write(
            tmp_path / f"{number}.jsonl"
        )
    with open_journal(make_places(tmp_path / "repository")) as journal:
        for number in (2, 0, 1, 2, 0):
            bring(journal, tmp_path / f"{number}.jsonl")
        tables = [select(table).order_by(*table.primary_key) for table in (TABLE, CALL)]
        before = [journal.query(table) for table in tables]
        journal.rebuild(Registry())
        assert [len(rows) for rows in before] == [3, 9]
        assert [journal.query(table) for table in tables] == before
        assert journal.behind == {}
