"""A JSON document as the text that it is: parts are added and cut out, and no other byte moves.

Insertion is always at the end of a container, or directly behind the opening bracket of an empty one, so that
cutting the part out again leaves what was there.
"""

import json
import re
from dataclasses import dataclass

_BLANK = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Part:
    """A member of an object or an element of a list: where it stands, and where its value begins.

    `key` is empty in a list.
    """

    key: str
    start: int
    value: int
    end: int


@dataclass(frozen=True, slots=True)
class Box:
    """An object or a list: from its opening bracket to behind its closing one."""

    start: int
    parts: tuple[Part, ...]
    end: int

    def last(self, key: str) -> Part | None:
        """The member that counts where a key is written twice."""
        return next((part for part in reversed(self.parts) if part.key == key), None)


@dataclass(frozen=True, slots=True)
class Style:
    """How a document is written; `unit` indents one level, and is None where all stands on one line."""

    newline: str
    unit: str | None
    spaced: bool

    def render(self, value: object, indent: str | None) -> str:
        """`value` with its further lines indented by `indent`; None writes it on one line."""
        if indent is None or self.unit is None:
            marks = (", ", ": ") if self.spaced else (",", ":")
            return json.dumps(value, separators=marks, ensure_ascii=False)
        text = json.dumps(value, indent=self.unit, ensure_ascii=False)
        return text.replace("\n", self.newline + indent)


def read_box(text: str, at: int) -> Box:
    """The object or list that begins at `at`; `text` is known to be valid JSON."""
    closing = "}" if text[at] == "{" else "]"
    parts: list[Part] = []
    position = _skip(text, at + 1)
    while text[position] != closing:
        start, key = position, ""
        if closing == "}":
            key, position = _DECODER.raw_decode(text, position)
            position = _skip(text, _skip(text, position) + 1)
        _, end = _DECODER.raw_decode(text, position)
        parts.append(Part(key, start, position, end))
        position = _skip(text, end)
        if text[position] == ",":
            position = _skip(text, position + 1)
    return Box(at, tuple(parts), position + 1)


def read_top(text: str) -> Box | None:
    """The document's outermost object; None where it is no object, or no valid JSON."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return read_box(text, _skip(text, 0)) if isinstance(document, dict) else None


def style_of(text: str, top: Box) -> Style:
    """The style of a document, as its first member shows it; two spaces where it has none."""
    first_line, _, _ = text.partition("\n")
    newline = "\r\n" if first_line.endswith("\r") else "\n"
    if not top.parts:
        return Style(newline, "  ", spaced=True)
    first = top.parts[0]
    lead = _lead(text, first)
    own = _indentation(text, top.start)
    unit = lead.rpartition("\n")[2].removeprefix(own) if "\n" in lead else None
    return Style(newline, unit, spaced=text[first.value - 1] != ":")


def append(text: str, box: Box, value: object, style: Style, *, key: str = "") -> str:
    """`text` with one more part at the end of `box`, written as the part before it is."""
    name = f"{json.dumps(key, ensure_ascii=False)}:{' ' if style.spaced else ''}" if key else ""
    if box.parts:
        last = box.parts[-1]
        lead = _lead(text, last)
        indent = lead.rpartition("\n")[2] if "\n" in lead else None
        between = (" " if style.spaced else "") if indent is None else style.newline + indent
        return f"{text[: last.end]},{between}{name}{style.render(value, indent)}{text[last.end :]}"
    before, inner = text[: box.start + 1], text[box.start + 1 : box.end - 1]
    if style.unit is None:
        return before + name + style.render(value, None) + text[box.start + 1 :]
    outer = _indentation(text, box.start)
    indent = outer + style.unit
    closing = "" if "\n" in inner else style.newline + outer
    return (
        before + style.newline + indent + name + style.render(value, indent) + closing
        + text[box.start + 1 :]
    )  # fmt: skip


def cut(text: str, box: Box, part: Part, *, was_open: bool = False) -> str:
    """`text` without `part` of `box`, and without what set it apart from the others.

    The last one leaves the box as it was when empty: `was_open` says that its brackets stood on two lines.
    """
    at = box.parts.index(part)
    if at > 0:
        return text[: box.parts[at - 1].end] + text[part.end :]
    if len(box.parts) > 1:
        return text[: part.start] + text[box.parts[1].start :]
    rest = text[part.end :]
    if not was_open:
        ours = re.compile(r"\r?\n" + re.escape(_indentation(text, box.start)))
        rest = ours.sub("", rest, count=1) if ours.match(rest) else rest
    return text[: box.start + 1] + rest


def stands_open(text: str, box: Box) -> bool:
    """Whether the brackets of an empty box stand on two lines."""
    return "\n" in text[box.start : box.end]


def _skip(text: str, at: int) -> int:
    match = _BLANK.match(text, at)
    return match.end() if match else at


def _lead(text: str, part: Part) -> str:
    """The blanks directly before a part."""
    return text[len(text[: part.start].rstrip(" \t\r\n")) : part.start]


def _indentation(text: str, at: int) -> str:
    """The blanks that begin the line in which `at` is."""
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return line[: len(line) - len(line.lstrip(" \t"))]
