"""Events of a session as lines of a terminal, and of JSON."""

from typing import NamedTuple

from hardwon.cli.sentences import plain
from hardwon.core import parse_iso
from hardwon.scribe import understand
from hardwon.store import Event


class EventLine(NamedTuple):
    """What a line says: the hour, who or what, and the words; `style` as rich has it."""

    hour: str
    who: str
    words: str
    style: str = ""


def event_document(event: Event) -> dict[str, object]:
    """One event as a line of JSON has it."""
    return {
        "version": 1,
        "offset": event.offset,
        "time": event.time,
        "kind": event.kind,
        "session": event.session,
        "payload": event.payload,
    }


def event_line(event: Event) -> EventLine:
    """One event as people read it; its words are one line, of any length."""
    try:
        hour = f"{parse_iso(event.time).astimezone():%H:%M:%S}"
    except ValueError:
        hour = event.time
    payload = event.payload
    match event.kind.removeprefix("session."):
        case "turn":
            thinks = payload.get("thinking") is True
            who, words = plain(str(payload.get("speaker", ""))), str(payload.get("text", ""))
            return EventLine(hour, "thinks" if thinks else who, plain(words), "dim" if thinks else "")
        case "tool":
            call = understand(payload.get("tool"), payload.get("input"))
            return EventLine(
                hour, plain(str(payload.get("tool", ""))), plain(", ".join(call.targets)), "cyan"
            )
        case "result":
            failed = payload.get("error") is True
            words = plain(str(payload.get("text", "")))
            return EventLine(hour, "failed" if failed else "ok", words, "red" if failed else "dim")
        case "note":
            return EventLine(hour, "note", plain(str(payload.get("type", ""))), "dim")
        case "hook":
            return EventLine(hour, "hook", plain(str(payload.get("event", ""))), "dim")
        case "started" | "resumed" | "ended" as moved:
            about = [payload.get(name) for name in ("agent", "branch", "why")]
            words = ", ".join(str(one) for one in about if one)
            return EventLine(hour, moved, plain(words), "bold")
        case other:
            return EventLine(hour, other, "", "dim")
