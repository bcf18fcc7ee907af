"""The contract of Claude Code's hooks, as its own SDK publishes it."""

import json
from typing import Any, get_args, get_type_hints

import msgspec
from claude_agent_sdk.types import HookSpecificOutput, SyncHookJSONOutput

_OUTPUTS = {get_args(get_type_hints(kind)["hookEventName"])[0]: kind for kind in get_args(HookSpecificOutput)}


def heeded(answer: str) -> dict[str, Any]:
    """What the agent takes from `answer`; fails where the contract does not know it."""
    raw = json.loads(answer)
    assert set(raw) <= set(SyncHookJSONOutput.__annotations__)
    said = raw["hookSpecificOutput"]
    kind = _OUTPUTS[said["hookEventName"]]
    assert set(said) <= set(kind.__annotations__)
    assert msgspec.convert(said, kind) == said
    return dict(said)
