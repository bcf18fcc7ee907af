"""What an agent is answered, in the form that its hooks' contract gives."""

import json

# Claude Code shows its model what these bring back; of the others it only heeds that they ended.
_WITH_CONTEXT = frozenset({"SessionStart", "SubagentStart", "UserPromptSubmit", "PreToolUse", "PostToolUse"})
_LONGEST = 9_000  # characters; Claude Code cuts what is longer than 10,000


def denial(reason: str) -> str:
    """Keeps a tool from running, and tells the agent why."""
    return _said("PreToolUse", {"permissionDecision": "deny", "permissionDecisionReason": _cut(reason)})


def context(event: str, text: str) -> str:
    """Puts `text` before the agent, if `event` can carry it; empty where there is nothing to say."""
    if not text.strip() or event not in _WITH_CONTEXT:
        return ""
    return _said(event, {"additionalContext": _cut(text)})


def _said(event: str, more: dict[str, str]) -> str:
    return json.dumps({"hookSpecificOutput": {"hookEventName": event, **more}}, ensure_ascii=False)


def _cut(text: str) -> str:
    text = text.encode("utf-8", "replace").decode()  # a lone surrogate is no UTF-8
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rpartition(chr(10))[0]}\n…"
