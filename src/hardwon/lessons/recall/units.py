"""What of a journal can be recalled: one entry an event, with its source."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hardwon.lessons.recall.words import mentioned_paths, well_formed
from hardwon.scribe import Audience

if TYPE_CHECKING:
    from hardwon.store import Event

# How much each kind of evidence counts: what somebody said or decided before what a machine printed.
KINDS: Mapping[str, float] = {
    "turn": 1.0,
    "commit": 1.0,
    "error": 0.8,
    "thought": 0.7,
    "command": 0.6,
    "output": 0.5,
    "edit": 0.4,
    "worklog": 1.8,
    "doc": 0.9,
    "debt": 1.0,
}
EVENT_KINDS = ("session.turn", "session.tool", "session.result", "git.commit")
_ANYBODY = Audience()
_LONGEST_TEXT = 20_000  # characters of a turn that are kept; a longer one is a pasted file or log
_LONGEST_OUTPUT = 2_000  # characters of what a command printed
_ROLES = frozenset({"user", "assistant", "system", "tool", "human", "agent"})
_COMMANDS = ("command", "cmd", "script")
_PATHS = ("file_path", "path", "notebook_path", "filename")
_WRITERS = frozenset({"edit", "write", "multiedit", "notebookedit", "str_replace_editor", "apply_patch"})


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be recalled, before it is indexed.

    `thread` is what it is part of, in order: its neighbours there say what it is about. `speaker` is a
    person's name, empty for mere roles; `shown` is what recall hands back, `text` what it is found by.
    """

    source: str
    kind: str
    thread: str
    text: str
    shown: str
    speaker: str = ""
    time: str = ""
    paths: tuple[str, ...] = ()


def read_entry(event: "Event") -> Entry | None:
    """What `event` adds to memory; None for events that are nothing to recall."""
    if not _ANYBODY.may_read_event(event.session, event.payload):
        return None  # what a session keeps to itself is recalled by nobody
    match event.kind:
        case "session.turn":
            return _turn(event)
        case "session.tool":
            return _tool(event)
        case "session.result":
            return _result(event)
        case "git.commit":
            return _commit(event)
    return None


def _turn(event: "Event") -> Entry | None:
    said = _text(event.payload, "text").strip()
    if not said:
        return None
    thinking = bool(event.payload.get("thinking"))
    speaker = _text(event.payload, "speaker")
    text = _clip(said, _LONGEST_TEXT)
    who = f"{speaker} (thinking)" if thinking else speaker
    return Entry(
        source=f"{event.session or ''}#{_text(event.payload, 'turn')}",
        kind="thought" if thinking else "turn",
        thread=event.session or event.source,
        text=text,
        shown=f"{who}: {text}" if who else text,
        speaker="" if speaker.casefold() in _ROLES else speaker,
        time=event.time,
        paths=mentioned_paths(text),
    )


def _tool(event: "Event") -> Entry | None:
    given = event.payload.get("input")
    if not isinstance(given, Mapping):
        return None
    tool = _text(event.payload, "tool")
    command = next((given[key] for key in _COMMANDS if isinstance(given.get(key), str)), "")
    path = next((given[key] for key in _PATHS if isinstance(given.get(key), str)), "")
    if command:
        kind, text = "command", _clip(f"$ {command}", _LONGEST_OUTPUT)
        description = given.get("description")
        if isinstance(description, str) and description:
            text = f"{text}\n# {description}"
    elif path and tool.casefold() in _WRITERS:
        kind, text = "edit", f"{tool} {path}"
    else:
        return None
    return Entry(
        source=_line_source(event),
        kind=kind,
        thread=event.session or event.source,
        text=text,
        shown=text,
        time=event.time,
        paths=(path,) if path else mentioned_paths(text),
    )


def _result(event: "Event") -> Entry | None:
    text = _clip(_text(event.payload, "text").strip(), _LONGEST_OUTPUT)
    if not text:
        return None
    return Entry(
        source=_line_source(event),
        kind="error" if event.payload.get("error") else "output",
        thread=event.session or event.source,
        text=text,
        shown=text,
        time=event.time,
        paths=mentioned_paths(text),
    )


def _commit(event: "Event") -> Entry | None:
    subject, body = _text(event.payload, "subject"), _text(event.payload, "body").strip()
    text = _clip(f"{subject}\n{body}" if body else subject, _LONGEST_TEXT)
    if not text.strip():
        return None
    source = f"commit:{_text(event.payload, 'sha')}"
    files = event.payload.get("files")
    return Entry(
        source=source,
        kind="commit",
        thread=source,
        text=text,
        shown=text,
        time=event.time,
        paths=tuple(file for file in files if isinstance(file, str)) if isinstance(files, list) else (),
    )


def _line_source(event: "Event") -> str:
    return f"{event.session or ''}#{_text(event.payload, 'line')}"


def _text(payload: Mapping[str, object], key: str) -> str:
    """The value at `key` as text: empty where there is none, JSON where it is no scalar."""
    value = payload.get(key)
    if value is None:
        return ""
    if isinstance(value, str):
        return value if value.isascii() else well_formed(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, Mapping | Sequence) else str(value)


def _clip(text: str, longest: int) -> str:
    """`text`, with the middle left out where it is longer than `longest` characters."""
    if len(text) <= longest:
        return text
    head = longest * 2 // 3
    return f"{text[:head]}\n[…]\n{text[head - longest :]}"
