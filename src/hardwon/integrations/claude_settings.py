"""hardwon's hooks in `.claude/settings.json`, added and taken away without touching another byte.

JSON has no comments for markers: our entries are known by their command line. What was empty before they came
(`{}`, an event's `[]`) is told by a comment of the shell at the end of the first one, so that it survives a
clone.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from hardwon.integrations import json_text
from hardwon.integrations.claude_hooks import (
    COMMAND,
    EVENTS,
    all_hooks,
    hook_group,
    is_ours,
    noted,
    with_note,
)
from hardwon.integrations.json_text import Box, Part
from hardwon.integrations.sections import require_text

SETTINGS = ".claude/settings.json"
_BOM = "\ufeff"
_TOP = "top"  # no event is called so


@dataclass(frozen=True, slots=True)
class HooksAdded:
    """The file with all entries, as this version writes them."""

    data: bytes


@dataclass(frozen=True, slots=True)
class HooksThere:
    """The file has them already; nothing to do."""


@dataclass(frozen=True, slots=True)
class HooksRefused:
    """The file cannot be extended safely, because of `why`."""

    why: str


@dataclass(frozen=True, slots=True)
class _Entry:
    """One of our entries, with all that it stands in, from the outermost object to the list of handlers."""

    way: tuple[tuple[Box, Part], ...]
    command: str
    literal: Part

    @property
    def event(self) -> str:
        return self.way[1][1].key


def add_hooks(data: bytes | None) -> HooksAdded | HooksThere | HooksRefused:
    """The settings with hardwon's hooks behind those that are there, written as those are.

    None stands for no file. A command line of an earlier version is renewed where it stands; the tools and
    the timeout that a person has chosen for it stay. Raises `NotText`.
    """
    if data is None:
        return HooksAdded((json.dumps({"hooks": all_hooks()}, indent=2) + "\n").encode())
    mark, text = _parted(data)
    why = _unfit(text)
    if why:
        return HooksRefused(why)
    renewed = _renew(text)
    after = _add_missing(renewed)
    if after == text:
        return HooksThere()
    added = (mark + after).encode()
    if json_text.read_top(after) is None or (renewed == text and not _entries(text) and take(added) != data):
        return HooksRefused("it is written in a way that cannot be extended safely")
    return HooksAdded(added)


def take(data: bytes) -> bytes | None:
    """The settings as they were before the entries; None where the file was made for them.

    What cannot be read as settings is left. Raises `NotText`.
    """
    mark, text = _parted(data)
    found = _entries(text)
    empty = {word.rstrip("+"): word.endswith("+") for entry in found for word in noted(entry.command)}
    while found:
        shorter = _cut(text, found[0], empty)
        if shorter is None:
            return None
        text = shorter
        found = _entries(text)
    return (mark + text).encode()


def missing_events(data: bytes | None) -> tuple[str, ...]:
    """The events for which the settings do not call hardwon. Raises `NotText`."""
    there = {entry.event for entry in _entries(_parted(data or b"")[1])}
    return tuple(event for event in EVENTS if event not in there)


def are_switched_off(data: bytes | None) -> bool:
    """Whether the settings say that no hook runs. Raises `NotText`."""
    text = _parted(data or b"")[1]
    top = json_text.read_top(text)
    part = top.last("disableAllHooks") if top else None
    return part is not None and text[part.value : part.end] == "true"


def has_plugin(data: bytes | None) -> bool:
    """Whether the settings, a project's or a person's own, switch on hardwon's plugin. Raises `NotText`."""
    text = _parted(data or b"")[1]
    top = json_text.read_top(text)
    part = top.last("enabledPlugins") if top else None
    plugins = json.loads(text[part.value : part.end]) if part else None
    return isinstance(plugins, dict) and any(
        name.startswith("hardwon@") and on is True for name, on in plugins.items()
    )


def _parted(data: bytes) -> tuple[str, str]:
    """The byte order mark, if there is one, and the text behind it."""
    require_text(data, path=SETTINGS)
    text = data.decode()
    return (_BOM, text[1:]) if text.startswith(_BOM) else ("", text)


def _unfit(text: str) -> str:
    """Why the hooks cannot be written into these settings; empty where they can."""
    top = json_text.read_top(text)
    if top is None:
        return _why_no_object(text)
    hooks = top.last("hooks")
    if hooks is None:
        return ""
    if text[hooks.value] != "{":
        return "its `hooks` is no object"
    box = json_text.read_box(text, hooks.value)
    lists = ((event, box.last(event)) for event in EVENTS)
    wrong = next((event for event, part in lists if part and text[part.value] != "["), "")
    return f"its `hooks.{wrong}` is no list" if wrong else ""


def _why_no_object(text: str) -> str:
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return f"line {error.lineno} is no valid JSON ({error.msg})"
    except (ValueError, RecursionError):
        return "it is no JSON that can be read"
    return "it is no JSON object"


def _renew(text: str) -> str:
    """`text` with the command line of today in each of our entries."""
    for entry in reversed(_entries(text)):
        command = with_note(COMMAND, noted(entry.command))
        if command != entry.command:
            literal = json.dumps(command, ensure_ascii=False)
            text = text[: entry.literal.value] + literal + text[entry.literal.end :]
    return text


def _add_missing(text: str) -> str:
    """`text` with an entry for each event that has none."""
    words = _empty_places(text)
    there = {entry.event for entry in _entries(text)}
    for event in EVENTS:
        if event not in there:
            text = _add(text, event, hook_group(event, with_note(COMMAND, words)))
            words = ()
    return text


def _add(text: str, event: str, group: dict[str, object]) -> str:
    top = json_text.read_top(text)
    assert top is not None  # `_unfit` has seen it
    style = json_text.style_of(text, top)
    hooks = top.last("hooks")
    if hooks is None:
        return json_text.append(text, top, {event: [group]}, style, key="hooks")
    box = json_text.read_box(text, hooks.value)
    member = box.last(event)
    if member is None:
        return json_text.append(text, box, [group], style, key=event)
    return json_text.append(text, json_text.read_box(text, member.value), group, style)


def _empty_places(text: str) -> tuple[str, ...]:
    """What is there and empty where our entries come, a `+` behind it if its brackets stand on two lines."""
    top = json_text.read_top(text)
    assert top is not None  # `_unfit` has seen it
    places = [(_TOP, top)]
    hooks = top.last("hooks")
    if hooks is not None:
        box = json_text.read_box(text, hooks.value)
        places.append(("hooks", box))
        members = ((event, box.last(event)) for event in EVENTS)
        places += [(event, json_text.read_box(text, part.value)) for event, part in members if part]
    return tuple(
        name + ("+" if json_text.stands_open(text, box) else "") for name, box in places if not box.parts
    )


def _cut(text: str, entry: _Entry, empty: dict[str, bool]) -> str | None:
    """`text` without `entry`, and without what is empty then and was not before; None where nothing stays."""
    top, hooks, groups, _, handlers = entry.way
    ways = ((handlers, ""), (groups, entry.event), (hooks, "hooks"), (top, _TOP))
    for (box, part), name in ways:
        if len(box.parts) > 1 or name in empty:
            return json_text.cut(text, box, part, was_open=empty.get(name, False))
    return None


def _entries(text: str) -> list[_Entry]:
    """Our entries in the order in which they stand, wherever a key is written twice."""
    top = json_text.read_top(text) if "hook" in text else None
    if top is None:
        return []
    found = []
    for way in _descend(text, top, ("hooks", None, "", "hooks", "")):
        box = json_text.read_box(text, way[-1][1].value)
        literal = box.last("command")
        command = json.loads(text[literal.value : literal.end]) if literal else None
        if literal and isinstance(command, str) and is_ours(command):
            found.append(_Entry(way, command, literal))
    return found


def _descend(text: str, box: Box, keys: tuple[str | None, ...]) -> Iterator[tuple[tuple[Box, Part], ...]]:
    """The ways down by `keys` (None: any member; empty: any element) to objects that may be handlers."""
    key, further = keys[0], keys[1:]
    for part in box.parts:
        if key is not None and part.key != key:
            continue
        if text[part.value] != ("{" if not further or further[0] != "" else "["):
            continue
        if not further:
            yield ((box, part),)
            continue
        inner = json_text.read_box(text, part.value)
        for way in _descend(text, inner, further):
            yield ((box, part), *way)
