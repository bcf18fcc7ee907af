"""What an agent's hook tells, as events: the life of its sessions, and what else it says, kept as it came.

The content of a session comes from its transcript. So that nothing counts twice, what a hook tells of it is
kept apart, as `session.hook`: it counts only where no transcript has come.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from hardwon.store import NewEvent

_LONGEST = 16 << 10  # characters of one text
_DEEPEST = 3  # objects in objects whose texts are cut one by one
_MOST = 100  # of them in one

Told = dict[str, Any]


def read_hook(
    agent: str, body: bytes | str, *, number: str, time: str, process: tuple[int, int]
) -> list[NewEvent]:
    """The event that an agent's hook has told of; of whatever kind, one that cannot be read as it came.

    `number` is the hook process's own, for what has no id; `process` the agent's, and its start.
    """
    text = body if isinstance(body, str) else body.decode("utf-8", "replace")
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        return [_unreadable(agent, text, number, time)]
    kind, session, payload = HOOKED[agent](told)
    name = word(told.get("tool_use_id")) or number
    event = payload["event"]
    payload = {"agent": agent, **payload, "pid": process[0], "pid_started": process[1]}
    source = f"hook:{agent}:{session}:{event}:{name}"
    return [NewEvent(source, kind, time, payload, session or None)]


def _claude_code(told: Told) -> tuple[str, str, dict[str, object]]:
    """A hook event of Claude Code: its kind, its session and what it says."""
    event = word(told.get("hook_event_name")) or "unknown"
    session, subagent = word(told.get("session_id")), word(told.get("agent_id"))
    payload: dict[str, object] = {"event": event}
    named = {"cwd": told.get("cwd"), "from": told.get("agent_transcript_path") or told.get("transcript_path")}
    payload |= {key: value for key, value in named.items() if isinstance(value, str) and value}
    if subagent:
        payload["parent"] = session
    session = session_of(told)
    kind = "session.hook"
    if event == "SessionStart" or (event == "SubagentStart" and subagent):
        kind = "session.started"
        payload["why"] = word(told.get("source"))
    elif event == "SessionEnd" or (event == "SubagentStop" and subagent):
        kind = "session.ended"
        payload["why"] = word(told.get("reason")) or ("done" if subagent else "")
    common = {"hook_event_name", "session_id", "cwd", "transcript_path", "agent_transcript_path"}
    payload["raw"] = _fit({key: value for key, value in told.items() if key not in common})
    return kind, session, payload


def session_of(told: Mapping[str, Any]) -> str:
    """The session's id as the journal has it: a subagent's is named after its parent."""
    session, subagent = word(told.get("session_id")), word(told.get("agent_id"))
    return f"agent-{subagent.removeprefix('agent-')}@{session[:8]}" if subagent else session


HOOKED: Mapping[str, Callable[[Told], tuple[str, str, dict[str, object]]]] = {"claude-code": _claude_code}
"""The agents whose hooks are known: each with what makes a kind, a session and a payload of what it tells."""


def _unreadable(agent: str, text: str, number: str, time: str) -> NewEvent:
    payload: dict[str, object] = {"agent": agent, "event": "unreadable", "raw": {"text": _cap(text)}}
    return NewEvent(f"hook:{agent}:{number}", "session.hook", time, payload)


def _fit(value: object, depth: int = 0) -> object:
    """`value` (as JSON gives it) of a size that one may keep; what is left out shows."""
    if isinstance(value, str):
        return _cap(value)
    if isinstance(value, dict) and depth < _DEEPEST and len(value) <= _MOST:
        return {_cap(key, 500): _fit(item, depth + 1) for key, item in value.items()}
    if isinstance(value, dict | list):
        text = json.dumps(value)
        return value if len(text) <= _LONGEST else _cap(text)
    return value if not isinstance(value, int) or abs(value) < 1 << 63 else str(value)


def _cap(text: str, limit: int = _LONGEST) -> str:
    return text if len(text) <= limit else f"{text[:limit]}\n[… {len(text) - limit:,} characters left out …]"


def word(value: object) -> str:
    """`value` where it is text; empty for anything else."""
    return value if isinstance(value, str) else ""
