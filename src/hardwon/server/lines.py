"""An event as one line that a person reads."""

from collections.abc import Mapping
from typing import Any

from hardwon.scribe import Audience
from hardwon.server.models import EventRow
from hardwon.store import Event

_LONGEST = 240  # characters


def as_row(event: Event) -> EventRow:
    """`event` with its payload in one line of at most 240 characters."""
    text = " ".join(_text(event.kind, event.payload).split())
    if not Audience().may_read_event(event.session, event.payload):
        text = "kept private"
    line = text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"
    return EventRow(offset=event.offset, time=event.time, kind=event.kind, session=event.session, line=line)


def _text(kind: str, payload: Mapping[str, Any]) -> str:
    def field(name: str) -> str:
        value = payload.get(name, "")
        return str(value)[: 4 * _LONGEST] if isinstance(value, str | int) and value is not False else ""

    match kind:
        case "session.started":
            return f"{field('agent')} began {field('title') or field('branch')}"
        case "session.turn":
            return f"{field('speaker')}: {field('text')}"
        case "session.tool":
            return f"{field('tool')} {_input(payload.get('input'))}"
        case "session.result":
            return f"{'failed' if payload.get('error') else 'ok'}: {field('text')}"
        case "git.commit":
            return f"{field('sha')[:9]} {field('subject')}"
        case "guide.read":
            return f"{field('path')}, {_count(payload.get('sections'), 'section')}"
        case "file.changed":
            origin = f" from {field('from')}" if payload.get("from") else ""
            return f"{field('change')} {field('path')}{origin}"
        case "files.changed":
            sample = payload.get("sample")
            names = ", ".join(map(str, sample[:3])) if isinstance(sample, list) else ""
            return f"{_count(payload.get('count'), 'file')}: {names} …"
        case "check.ran":
            findings = payload.get("findings")
            counts = findings.values() if isinstance(findings, dict) else ()
            count = sum(number for number in counts if isinstance(number, int))
            return f"{_count(count, 'finding')} in {_count(payload.get('files'), 'file')}"
        case _ if kind.startswith("lesson."):
            return f"{field('title') or field('slug') or field('id')} {field('because')}"
        case "daemon.trouble":
            return f"{field('error')} -> {field('next_step')}"
        case _:
            return " ".join(f"{name} {field(name)}" for name in payload if field(name))


def _count(number: object, noun: str) -> str:
    count = number if isinstance(number, int) else 0
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _input(value: object) -> str:
    """The one argument of a tool's call that says most."""
    if not isinstance(value, dict):
        return ""
    for name in ("command", "file_path", "path", "pattern", "query", "url", "prompt", "description"):
        if isinstance(value.get(name), str):
            return str(value[name])
    return ", ".join(map(str, value))
