"""What a tool is about to do, read from its input: which file gets which text, or which command is run."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hardwon.integrations.hooks.events import word

_LONGEST = 2_000_000  # bytes of a file; a longer one was not written by hand
_SHELLS = ("Bash", "PowerShell", "Shell")


@dataclass(frozen=True, slots=True)
class ProposedText:
    """A file as it is and as it would be; `path` is absolute, `before` is None where there is no file yet."""

    path: str
    before: bytes | None
    after: bytes


@dataclass(frozen=True, slots=True)
class ProposedCommand:
    """A command as it would be run in a shell."""

    text: str


Proposal = ProposedText | ProposedCommand


def read_proposal(told: Mapping[str, Any]) -> Proposal | None:
    """What the tool of a hook's event would do; None for tools that change nothing we could judge.

    An edit that does not fit its file is none, either: the tool will say so itself.
    """
    given = told.get("tool_input")
    if not isinstance(given, Mapping):
        return None
    tool = told.get("tool_name")
    if tool in _SHELLS:
        command = given.get("command")
        return ProposedCommand(command) if isinstance(command, str) and command.strip() else None
    path = given.get("file_path")
    if not isinstance(path, str) or not path:
        return None
    path = os.path.join(word(told.get("cwd")), path)
    if tool == "Write" and isinstance(given.get("content"), str):
        return ProposedText(path, read_file(path), given["content"].encode("utf-8", "replace"))
    if tool in ("Edit", "MultiEdit"):
        edits = given.get("edits") if tool == "MultiEdit" else [given]
        return _edited(path, edits) if isinstance(edits, list) else None
    return None


def written_file(told: Mapping[str, Any]) -> str:
    """The absolute path of the file that the tool has written; empty where it is none that writes."""
    given = told.get("tool_input")
    path = given.get("file_path") if isinstance(given, Mapping) else None
    if told.get("tool_name") not in ("Write", "Edit", "MultiEdit") or not isinstance(path, str) or not path:
        return ""
    return os.path.join(word(told.get("cwd")), path)


def _edited(path: str, edits: Sequence[object]) -> ProposedText | None:
    before = read_file(path)
    text = _decoded(before or b"")
    if text is None:
        return None
    for edit in edits:
        match edit:
            case {"old_string": str(old), "new_string": str(new), **rest}:
                changed = _replaced(text, old, new, everywhere=rest.get("replace_all") is True)
            case _:
                return None
        if changed is None:
            return None
        text = changed
    return ProposedText(path, before, text.encode("utf-8", "replace"))


def _replaced(text: str, old: str, new: str, *, everywhere: bool) -> str | None:
    """`text` with `old` replaced, as the tool does it; None where it would refuse."""
    if not old:
        return new if not text else None  # an empty one makes a new file
    if old not in text and "\r\n" in text:
        # What the agent has read had plain line ends, and what it writes has them.
        old, new = old.replace("\n", "\r\n"), new.replace("\n", "\r\n")
    if old not in text or (text.count(old) > 1 and not everywhere):
        return None
    return text.replace(old, new) if everywhere else text.replace(old, new, 1)


def read_file(path: str) -> bytes | None:
    """The file's bytes; None where it cannot be read, or is longer than anybody writes by hand."""
    try:
        with open(path, "rb") as file:
            raw = file.read(_LONGEST + 1)
    except (OSError, ValueError):
        return None
    return raw if len(raw) <= _LONGEST else None


def _decoded(raw: bytes) -> str | None:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
