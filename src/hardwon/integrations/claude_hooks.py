"""Which hooks of Claude Code call hardwon, and how: for its settings and for the plugin alike."""

import re
from collections.abc import Mapping

CALL = "hardwon hook claude-code"
# One line for every machine, since the settings are shared: hardwon from the agent's PATH, else from the
# project's own environment, else from where pipx and uv put it. Who has not installed it is not bothered.
IN_PROJECT, IN_HOME = ".venv/bin", ".local/bin"
_PLACES = f"$PATH:${{CLAUDE_PROJECT_DIR:-.}}/{IN_PROJECT}:$HOME/{IN_HOME}"
_FIND = f'PATH="{_PLACES}"; command -v hardwon >/dev/null || exit 0'
COMMAND = f"{_FIND}; exec {CALL}"
# The plugin is silent where the settings of the project call hardwon: everything would be told twice.
PLUGIN_COMMAND = (
    f'! grep -qs "{CALL}" "${{CLAUDE_PROJECT_DIR:-.}}/.claude/settings.json" || exit 0; {COMMAND}'
)
SERVER: Mapping[str, object] = {"command": "sh", "args": ["-c", f"{_FIND}; exec hardwon mcp"]}
"""How an MCP client starts `hardwon mcp`, found as the hooks find it."""
TIMEOUT = 10  # seconds; hardwon itself answers or gives up in two
_ACTING = "Edit|Write|MultiEdit|Bash|NotebookEdit"  # the tools whose calls can break a lesson
EVENTS: Mapping[str, str] = {
    "SessionStart": "",
    "UserPromptSubmit": "",
    "PreToolUse": _ACTING,
    "PostToolUse": _ACTING,
    "SubagentStart": "",
    "SubagentStop": "",
    "PreCompact": "",
    "Stop": "",
    "SessionEnd": "",
}
"""The events that hardwon asks for, each with the tools it is about; empty stands for all there is."""

_OURS = re.compile(r"\bhardwon[\"']?\s+hook\s+claude-code\b")
_NOTE = re.compile(r"\s+# hardwon:empty((?: [\w+]+)+)$")


def hook_group(event: str, command: str = COMMAND) -> dict[str, object]:
    """What stands in the list of `event`: `command`, for the tools that the event is about."""
    handler = {"type": "command", "command": command, "timeout": TIMEOUT}
    matcher = EVENTS[event]
    return {**({"matcher": matcher} if matcher else {}), "hooks": [handler]}


def all_hooks(command: str = COMMAND) -> dict[str, list[dict[str, object]]]:
    """The content of `hooks` where hardwon is alone."""
    return {event: [hook_group(event, command)] for event in EVENTS}


def is_ours(command: object) -> bool:
    """Whether a command line calls hardwon for Claude Code, in whatever way."""
    return isinstance(command, str) and _OURS.search(command) is not None


def noted(command: str) -> tuple[str, ...]:
    """The words that `with_note` has put at the end of a command line."""
    match = _NOTE.search(command)
    return tuple(match[1].split()) if match else ()


def with_note(command: str, words: tuple[str, ...]) -> str:
    """`command` with `words` as the shell's comment: JSON has none of its own."""
    bare = _NOTE.sub("", command)
    return f"{bare} # hardwon:empty {' '.join(words)}" if words else bare
