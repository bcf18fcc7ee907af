"""What an agent's tool call does, whichever agent makes it: run, edit, read, delegate, plan."""

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass

from hardwon.scribe.texts import word

_RUNS = {
    "bash", "shell", "exec_command", "local_shell", "run_terminal_cmd", "run_shell_command", "shell_command",
    "terminal", "execute_command",
}  # fmt: skip
_EDITS = {
    "edit", "write", "multiedit", "notebookedit", "apply_patch", "create_file", "edit_file", "write_file",
    "replace", "str_replace_editor", "str_replace_based_edit_tool", "search_replace", "delete_file",
}  # fmt: skip
_READS = {
    "read",
    "grep",
    "glob",
    "ls",
    "view",
    "read_file",
    "list_dir",
    "grep_search",
    "codebase_search",
    "file_search",
}
_PLANS = {"todowrite", "taskcreate", "taskupdate", "update_plan"}
_DELEGATES = {"task", "agent", "spawn_agent"}
_PATHS = ("file_path", "path", "notebook_path", "target_file", "filename")
_PATCHED = re.compile(r"^\*\*\* (?:Update|Add|Delete) File: (.+?)\s*$", re.MULTILINE)
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Call:
    """`what` is `run`, `edit`, `read`, `commit`, `delegate`, `plan` or `other`.

    `targets`: the command for `run`, paths for `edit` and `read`, the message for `commit`; may be empty.
    """

    what: str
    targets: tuple[str, ...] = ()


def understand(tool: object, given: object) -> Call:
    """What a call of `tool` with the input `given` does; of any types, as transcripts have them."""
    name = word(tool).rpartition("__")[2].lower()  # mcp__server__tool
    values: Mapping[str, object] = given if isinstance(given, Mapping) else {}
    patched = tuple(dict.fromkeys(_PATCHED.findall("\n".join(_texts(values)))))
    if patched and name in _RUNS | _EDITS:
        return Call("edit", patched)
    if name in _RUNS:
        command = _command(values)
        return Call("run", (command,) if command else ())
    if name in _EDITS and values.get("command") == "view":
        return Call("read", _paths(values))
    if name in _EDITS:
        return Call("edit", _paths(values))
    if name in _READS:
        return Call("read", _paths(values))
    if name == "commit":
        return Call("commit", (word(values.get("message")),))
    for what, names in (("plan", _PLANS), ("delegate", _DELEGATES)):
        if name in names:
            return Call(what, tuple(filter(None, (word(values.get("description")),))))
    return Call("other")


def _texts(values: Mapping[str, object]) -> list[str]:
    return [
        item
        for value in values.values()
        for item in (value if isinstance(value, list) else [value])
        if isinstance(item, str)
    ]


def _paths(values: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(filter(None, (word(values.get(key)) for key in _PATHS)))[:1]


def _command(values: Mapping[str, object]) -> str:
    """The command line, without the shell it is wrapped in (`bash -lc …`)."""
    command = next((values[key] for key in ("command", "cmd", "input") if key in values), "")
    if isinstance(command, list):
        words = [str(part) for part in command]
        if (
            len(words) == 3
            and words[0].rpartition("/")[2] in ("bash", "sh", "zsh")
            and words[1] in ("-c", "-lc")
        ):
            return words[2][:_LONGEST]
        return shlex.join(words)[:_LONGEST]
    return command.strip()[:_LONGEST] if isinstance(command, str) else ""
