"""The entry in `.pre-commit-config.yaml`, added and taken away without touching another byte."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from hardwon.integrations.sections import (
    Section,
    Style,
    cut_section,
    find_section,
    insert_section,
    require_text,
)

CONFIG = ".pre-commit-config.yaml"
HOOK_ID, SYNC_ID = "hardwon", "hardwon-sync"
_STYLE = Style.TIGHT_HASH
# The files that entries of earlier versions asked for: lessons have rules about others, too.
_OLD_TYPES = re.compile(
    rb"(?P<above>\bid: hardwon[ \t]*\r?\n(?:[ \t]+(?!types:)\w+:[^\n]*\n)*?[ \t]+)"
    rb"types_or: \[python, pyi\](?=[ \t]*\r?\n)(?!\s+(?:[ \t]*\w+:[^\n]*\n)*?[ \t]*types:)"
)
# The first hook as hardwon wrote it, with all lines that stand deeper than its dash.
_FIRST_HOOK = re.compile(
    rb"^(?P<indent>[ ]*)-(?P<gap>[ ]+)id: hardwon[ \t]*\r?\n(?:(?P=indent)[ ]+[^ \r\n#-][^\n]*\n)*",
    re.MULTILINE,
)
_LEAD = "repos:\n"
_KEYS = (
    ("name", "hardwon"),
    ("entry", "hardwon check"),
    ("language", "system"),
    ("types", "[text]"),
    ("require_serial", "true"),
)
_SYNC_KEYS = (
    ("name", "hardwon sync"),
    ("entry", "hardwon sync --exit-code"),
    ("language", "system"),
    ("files", r"^(\.hardwon|docs)/lessons/"),
    ("pass_filenames", "false"),
)
_HOOKS = ((HOOK_ID, _KEYS), (SYNC_ID, _SYNC_KEYS))
BY_HAND = "add `repo: local` hooks by hand: " + " and ".join(
    f"id: {name}, " + ", ".join(f"{key}: {value}" for key, value in keys) for name, keys in _HOOKS
)


@dataclass(frozen=True, slots=True)
class _Shape:
    """How the file writes a list: what stands before an item's dash and after it, the same for hooks."""

    indent: str = ""
    gap: str = " "
    hook_indent: str = ""
    hook_gap: str = " "

    def entry(self) -> str:
        inner = self.indent + " " + self.gap
        hooks = (_hook(name, keys, inner + self.hook_indent, self.hook_gap) for name, keys in _HOOKS)
        return f"{self.indent}-{self.gap}repo: local\n{inner}hooks:\n{''.join(hooks)}"


_FRESH = _Shape(indent="  ", hook_indent="  ")


@dataclass(frozen=True, slots=True)
class HookAdded:
    """The file with the entry, as this version writes it."""

    data: bytes


@dataclass(frozen=True, slots=True)
class HookThere:
    """The file has it already; nothing to do."""


@dataclass(frozen=True, slots=True)
class HookRefused:
    """The file cannot be extended safely, because of `why`."""

    why: str


def add_hook(data: bytes | None) -> HookAdded | HookThere | HookRefused:
    """The configuration with hardwon's entry at the end of `repos`, in the indentation that the file has.

    None stands for no file. Whatever was there is there afterwards, byte for byte and as YAML, but for the
    types of files in an entry of an earlier version, which gets the hook that it had not, too.
    Raises `BrokenMarkers`, `NotText`.
    """
    text = require_text(data or b"", path=CONFIG)
    section = find_section(data or b"", _STYLE, path=CONFIG)
    if data is not None and section is not None:
        renewed = _renewed(data, section)
        return HookThere() if renewed == data else HookAdded(renewed)
    try:
        root = _compose(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return HookRefused(f"{CONFIG}:{mark.line + 1 if mark else 1}: is not valid YAML")
    if HOOK_ID in _hook_ids(root):
        return HookThere()
    after = _extend(data, text, root)
    if after is None or not _is_extension(text, after):
        return HookRefused(f"{CONFIG}: its `repos` are written in a way that cannot be extended safely")
    return HookAdded(after)


def _renewed(data: bytes, section: Section) -> bytes:
    start, end = section.inner
    types = f"types: {dict(_KEYS)['types']}".encode()
    inner = _OLD_TYPES.sub(lambda match: match["above"] + types, data[start:end])
    first = _FIRST_HOOK.search(inner)
    if first and f"id: {SYNC_ID}".encode() not in inner:
        hook = _hook(SYNC_ID, _SYNC_KEYS, first["indent"].decode(), first["gap"].decode())
        second = hook.encode().replace(b"\n", section.newline)
        inner = inner[: first.end()] + second + inner[first.end() :]
    return data[:start] + inner + data[end:]


def _hook(name: str, keys: tuple[tuple[str, str], ...], indent: str, gap: str) -> str:
    rest = "".join(f"{indent} {gap}{key}: {value}\n" for key, value in keys)
    return f"{indent}-{gap}id: {name}\n{rest}"


def take_hook(data: bytes) -> bytes | None:
    """The configuration as it was before the entry; None where the file was made for it.

    Raises `BrokenMarkers`.
    """
    section = find_section(data, _STYLE, path=CONFIG)
    if section is None:
        return data
    lead = _LEAD.encode().replace(b"\n", section.newline)
    if "repos" in section.words and not _holds_others(data[: section.start] + data[section.end :]):
        return cut_section(data, section, _STYLE, lead=lead)
    return cut_section(data, section, _STYLE)


def foreign_hooks(data: bytes) -> tuple[str, ...]:
    """The ids of hooks that a person has put between the markers. Raises `BrokenMarkers`."""
    section = find_section(data, _STYLE, path=CONFIG)
    if section is None:
        return ()
    inner = data[section.inner[0] : section.inner[1]]
    ids = re.findall(rb"\bid:[ \t]*[\"']?([\w.-]+)", inner)
    return tuple(name.decode() for name in ids if name.decode() not in dict(_HOOKS))


def runs_nothing_local(data: bytes) -> bool:
    """Whether the file configures pre-commit.ci, which cannot run local hooks, without skipping ours."""
    try:
        root = _compose(require_text(data, path=CONFIG))
    except yaml.YAMLError:
        return False
    service = _value(root, "ci")
    skipped = _value(service, "skip") if service is not None else None
    names = [item.value for item in skipped.value] if isinstance(skipped, yaml.SequenceNode) else []
    wanted = {HOOK_ID, *(SYNC_ID for name in _hook_ids(root) if name == SYNC_ID)}
    return service is not None and not wanted <= set(names)


def _compose(text: str) -> yaml.Node | None:
    try:
        node: yaml.Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
    except RecursionError as error:
        raise yaml.YAMLError("nested too deeply") from error
    return None if isinstance(node, yaml.ScalarNode) and node.value == "" else node


def _value(node: yaml.Node | None, key: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    # The last of several counts, as it does when the document is read.
    return next((value for name, value in reversed(node.value) if name.value == key), None)


def _hook_ids(root: yaml.Node | None) -> Iterator[str]:
    repos = _value(root, "repos")
    for repo in repos.value if isinstance(repos, yaml.SequenceNode) else ():
        hooks = _value(repo, "hooks")
        for hook in hooks.value if isinstance(hooks, yaml.SequenceNode) else ():
            name = _value(hook, "id")
            if isinstance(name, yaml.ScalarNode):
                yield name.value


def _extend(data: bytes | None, text: str, root: yaml.Node | None) -> bytes | None:
    """The file with the entry, as the shape of its list suggests; None where that shape is not known."""
    repos = _value(root, "repos")
    if repos is None and (root is None or (isinstance(root, yaml.MappingNode) and not root.flow_style)):
        end = len(data or b"")
        return insert_section(data, end, _STYLE, _FRESH.entry(), words=("repos",), indent="  ", lead=_LEAD)
    if not isinstance(repos, yaml.SequenceNode) or repos.flow_style or not repos.value or data is None:
        return None
    shape = _shape_of(repos, text)
    if shape is None:
        return None
    at = _line_end(text, _end_of(repos.value[-1]))
    own_comment = re.compile(rf"{shape.indent}[ \t]+#[^\n]*(\n|$)")  # indented like the item: belongs to it
    while comment := own_comment.match(text, at):
        at = comment.end()
    skipped = len(data) - len(text.encode())  # a byte order mark
    return insert_section(data, skipped + len(text[:at].encode()), _STYLE, shape.entry(), indent=shape.indent)


def _shape_of(repos: yaml.SequenceNode, text: str) -> _Shape | None:
    """The shape of the last entry, with the hooks of the last one that lists them."""
    outer = _dash(repos.value[-1], text)
    if outer is None:
        return None
    for repo in reversed(repos.value):
        hooks = _value(repo, "hooks")
        if isinstance(hooks, yaml.SequenceNode) and not hooks.flow_style and hooks.value:
            inner, item = _dash(hooks.value[0], text), _dash(repo, text)
            if inner is not None and item is not None:
                return _Shape(*outer, " " * (len(inner[0]) - len(item[0]) - 1 - len(item[1])), inner[1])
    return _Shape(*outer, hook_indent="  ")


def _dash(item: yaml.Node, text: str) -> tuple[str, str] | None:
    """The spaces before and after the dash of a list's item; None where they do not stand on one line."""
    mark = item.start_mark
    match = re.compile(r"( *)-( +)").match(text, mark.index - mark.column)
    return (match[1], match[2]) if match and match.end() == mark.index else None


def _end_of(node: yaml.Node) -> int:
    """Where the text of `node` ends; a block collection's own end mark lies behind the blanks after it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end_of(last[1] if isinstance(last, tuple) else last)
    mark = node.end_mark
    return int(mark.index) - (1 if mark.column == 0 and mark.index > node.start_mark.index else 0)


def _line_end(text: str, index: int) -> int:
    found = text.find("\n", index)
    return len(text) if found < 0 else found + 1


def _is_extension(before: str, after: bytes) -> bool:
    """Whether `after` says as YAML what `before` says, and our entry in `repos`, and nothing else."""
    try:
        text = require_text(after, path=CONFIG)
        old, new = _events(before), _events(text)
        added = len(new) - len(old)
        same = next(
            (n for n, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), len(old)
        )
        return (
            added > 0
            and old[same:] == new[same + added :]
            and list(_hook_ids(_compose(text))).count(HOOK_ID) == 1
        )
    except yaml.YAMLError:
        return False


def _events(text: str) -> list[tuple[object, ...]]:
    """What the text says as YAML; no alias is followed and no tag resolved, so neither can do harm."""
    kept = ("value", "tag", "anchor", "style")
    return [
        (type(event), *(getattr(event, name, None) for name in kept))
        for event in yaml.parse(text, Loader=yaml.SafeLoader)
    ]


def _holds_others(data: bytes) -> bool:
    """Whether `repos` has entries still; a file that is no YAML counts as having them."""
    try:
        return isinstance(_value(_compose(require_text(data, path=CONFIG)), "repos"), yaml.SequenceNode)
    except yaml.YAMLError:
        return True
