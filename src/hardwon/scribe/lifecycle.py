"""How a session lives: what its events make of its row, and what can still hold of that later."""

from datetime import datetime, timedelta
from typing import Any

from hardwon.core import parse_iso
from hardwon.scribe.audience import readers_of
from hardwon.scribe.formats import always_answers
from hardwon.scribe.messages import heard, is_person
from hardwon.scribe.texts import first_line
from hardwon.store import Event

_TITLES = 120  # characters
_PAUSES = ("turn_duration", "stop_hook_summary")
_STILL_WORKING = timedelta(minutes=10)
_STILL_OPEN = timedelta(hours=12)
_JUST_NOW = timedelta(minutes=2)
AHEAD = timedelta(hours=1)  # clocks that differ by more are wrong
_MOST_PID = 1 << 62

_AT_WORK = ("UserPromptSubmit", "PreToolUse", "PostToolUse", "PostToolUseFailure", "PreCompact")
_AT_REST = ("Stop", "StopFailure", "Notification")

Row = dict[str, Any]


def new_session(event: Event) -> Row:
    """The row of a session of which nothing is known but that `event` is its first."""
    return {
        "id": event.session, "agent": "", "title": "", "titled": 0, "cwd": "", "branch": "", "parent": "",
        "origin": "", "started": event.time, "last": event.time, "worked": "", "ended": "", "state": "idle",
        "amid": 0, "taken_up": "", "resumed": 0, "turns": 0, "prompts": 0, "replies": 0, "tools": 0,
        "errors": 0, "progress": 0, "pid": 0, "pid_started": 0, "private": None,
    }  # fmt: skip


def fold(row: Row, event: Event) -> None:
    """Takes one event into its session's row."""
    payload = event.payload
    row["started"], row["last"] = min(row["started"], event.time), max(row["last"], event.time)
    row["origin"] = row["origin"] or _text(payload.get("from"))
    if event.kind == "session.started":
        _start(row, event)
    elif event.kind == "session.resumed":
        _take_up(row, event)
    elif event.kind == "session.ended":
        _end(row, event)
    elif event.kind == "session.turn":
        _fold_turn(row, event)
    elif event.kind == "session.tool":
        row["tools"] += 1
        _move(row, event, "working", amid=True)
    elif event.kind == "session.result":
        row["errors"] += payload.get("error") is True
        rejected = payload.get("rejected") is True
        _move(row, event, "idle" if rejected else "working", amid=not rejected, takes_up=False)
    elif event.kind == "session.note":
        _fold_note(row, event)
    elif event.kind == "session.hook":
        _fold_hook(row, event)
    _note_process(row, payload)


def _start(row: Row, event: Event) -> None:
    payload = event.payload
    for name in ("agent", "cwd", "branch", "parent"):
        row[name] = _text(payload.get(name)) or row[name]
    _entitle(row, _text(payload.get("title")), 4)
    readers = readers_of(payload)
    row["private"] = row["private"] if readers is None else readers
    if payload.get("why") == "resume" or (row["ended"] and event.time > row["ended"]):
        _take_up(row, event)


def _take_up(row: Row, event: Event) -> None:
    """A session is resumed; told twice before anything is done (by a person and by the agent), it is once."""
    row["resumed"] += not row["taken_up"]
    row["taken_up"], row["ended"], row["state"], row["amid"] = event.time, "", "idle", 0


def _end(row: Row, event: Event) -> None:
    # A hook's word may lie in the spool until the session has long been taken up again.
    if event.time >= max(row["worked"], row["taken_up"]):
        crashed = event.payload.get("crashed") is True
        row["state"], row["ended"], row["taken_up"] = "crashed" if crashed else "ended", event.time, ""


def _move(row: Row, event: Event, state: str, *, amid: bool = False, takes_up: bool = True) -> None:
    """Work of the session: it is in `state` now, unless it has ended since."""
    row["worked"] = max(row["worked"], event.time)
    if row["ended"]:
        # What is read after the end was done before it, unless it is dated later.
        if not takes_up or event.time < row["ended"]:
            return
        _take_up(row, event)
    row["state"], row["amid"], row["taken_up"] = state, int(amid), ""


def _fold_turn(row: Row, event: Event) -> None:
    payload = event.payload
    speaker = payload.get("speaker")
    if speaker == "assistant":
        thinks = payload.get("thinking") is True
        row["replies"] += not thinks
        _move(row, event, "working" if thinks else "idle", amid=thinks)
    elif is_person(speaker) or speaker == "parent":
        row["turns"] += is_person(speaker)
        _move(row, event, "working")
        if readers_of(payload) is None:  # a title is for everyone who may see the session
            _entitle_by_prompt(row, _text(payload.get("text")))
    elif payload.get("interrupted") is True:
        _move(row, event, "idle", takes_up=False)
    else:
        row["worked"] = max(row["worked"], event.time)


def _fold_note(row: Row, event: Event) -> None:
    payload = event.payload
    raw = payload.get("raw")
    values = raw if isinstance(raw, dict) else {}
    _entitle(row, _text(payload.get("title")), 4 if payload.get("type") == "custom-title" else 3, again=True)
    if payload.get("type") == "branch":
        row["branch"] = _text(values.get("branch")) or row["branch"]
    elif payload.get("type") == "progress" and isinstance(values.get("lines"), int):
        row["progress"] = max(row["progress"], values["lines"])
    elif payload.get("type") == "system" and values.get("subtype") in _PAUSES:
        _move(row, event, "idle", takes_up=False)


def _fold_hook(row: Row, event: Event) -> None:
    """What an agent's hook tells: its content comes from the transcript, so here it moves the state only."""
    payload = event.payload
    told = payload.get("event")
    for name in ("agent", "cwd", "parent"):
        row[name] = row[name] or _text(payload.get(name))
    if told == "UserPromptSubmit":
        row["prompts"] += 1
        raw = payload.get("raw")
        said = heard(_text(raw.get("prompt")) if isinstance(raw, dict) else "")
        if said["speaker"] == "user":
            _entitle_by_prompt(row, _text(said["text"]))
    if told in _AT_WORK:
        _move(row, event, "working", amid=told != "UserPromptSubmit", takes_up=told == "UserPromptSubmit")
    elif told in _AT_REST:
        _move(row, event, "idle", takes_up=False)


def _note_process(row: Row, payload: Row) -> None:
    pid, since = payload.get("pid"), payload.get("pid_started")
    if isinstance(pid, int) and isinstance(since, int) and 0 < pid < _MOST_PID and 0 <= since < _MOST_PID:
        row["pid"], row["pid_started"] = pid, since


def _entitle_by_prompt(row: Row, text: str) -> None:
    title = first_line(text, _TITLES)
    _entitle(row, title, 1 if title.startswith(("/", "!")) else 2)


def _entitle(row: Row, title: str, worth: int, *, again: bool = False) -> None:
    if title and (worth > row["titled"] or (again and worth == row["titled"])):
        row["title"], row["titled"] = title[:_TITLES], worth


def state_now(row: Row, now: datetime, *, gone: bool | None) -> str:
    """What events told, as far as it can still hold at `now`; `gone`: its process is (None: nobody knows).

    Who was in the middle of work and whose process is gone has crashed; so has who has been silent for twelve
    hours since, if its agent always ends with a word. Who is silent for ten minutes and is not known to run
    no longer works.
    """
    told: str = row["state"]
    if told in ("ended", "crashed"):
        return told
    try:
        silent = now - parse_iso(row["last"])
    except ValueError:
        return told
    if silent < -AHEAD:
        return "ended"  # such a date says nothing about now, and nobody else does
    if gone and silent > _JUST_NOW:
        return "crashed" if told == "working" else "ended"
    if silent > _STILL_OPEN:
        cut_off = row["amid"] and always_answers(row["agent"])
        return "idle" if gone is False else "crashed" if cut_off else "ended"
    if silent > _STILL_WORKING and told == "working":
        return "working" if gone is False else "idle"
    return told


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
