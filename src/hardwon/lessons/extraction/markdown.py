"""Markdown as a list of blocks with their lines: as much of it as guides need."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from hardwon.core import SECTION_BEGIN, SECTION_END

# hardwon's own section in a guide: what stands between the two is never read as a guide.
_MANAGED_BEGIN = f"<!-- {SECTION_BEGIN}"
_MANAGED_END = f"<!-- {SECTION_END}"

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t#]*")
_ITEM = re.compile(r"([ \t]*)(?:[-*+•]|\d{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?(.*)")
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})(.*)")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `level` from 1."""

    line: int
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """A list item with its continuation lines; `depth` counts the columns before its mark."""

    line: int
    depth: int
    text: str


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph, a quote or a table; its lines are kept."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """A fenced block without its fences; `line` is that of the opening fence."""

    line: int
    language: str
    text: str


Block = Heading | Item | Prose | Code


def read_blocks(text: str) -> list[Block]:
    """The blocks of `text` in order, lines 1-based; front matter, comments and hardwon's section left out."""
    blocks: list[Block] = []
    lines = text.split("\n")
    number = 0
    while number < len(lines):
        line = lines[number]
        fence = _FENCE.fullmatch(line)
        if fence and "`" not in fence[2]:
            end = _fence_end(lines, number, fence[1])
            language = (fence[2].split() or [""])[0]
            blocks.append(Code(number + 1, language, "\n".join(lines[number + 1 : end])))
            number = end + 1
            continue
        skipped = _skip(lines, number)
        if skipped > number:
            number = skipped
            continue
        _take_line(blocks, line, number + 1, after_blank=number > 0 and not lines[number - 1].strip())
        number += 1
    return [block for block in blocks if isinstance(block, Code) or block.text.strip()]


def sections(blocks: list[Block]) -> Iterator[tuple[tuple[Heading, ...], list[Block]]]:
    """The blocks below each heading up to the next, with the headings they stand under, outermost first."""
    path: list[Heading] = []
    inside: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading):
            yield tuple(path), inside
            path = [heading for heading in path if heading.level < block.level] + [block]
            inside = []
        else:
            inside.append(block)
    yield tuple(path), inside


def plain(text: str) -> str:
    """`text` without emphasis, links' targets and emoji at its start; code marks stay."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"\2", text, flags=re.DOTALL)
    text = re.sub(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])", r"\1", text)
    return re.sub(r"^[^\w`\"'(\[@$./<-]+", "", text).strip()


def cut(text: str, longest: int) -> str:
    """The first lines of `text`, at most `longest` characters and "…", each fence in it closed."""
    if len(text) > longest:
        text = (text[:longest].rpartition("\n")[0] or text[:longest]) + "\n…"
    opened = ""
    for line in text.split("\n"):
        fence = _FENCE.fullmatch(line)
        if opened and fence and fence[1].startswith(opened) and not fence[2].strip():
            opened = ""
        elif fence and not opened:
            opened = fence[1]
    return f"{text}\n{opened}" if opened else text


def _take_line(blocks: list[Block], line: str, number: int, *, after_blank: bool) -> None:
    heading = _HEADING.fullmatch(line)
    if heading:
        blocks.append(Heading(number, len(heading[1]), heading[2]))
        return
    item = _ITEM.fullmatch(line)
    if item:
        blocks.append(Item(number, len(item[1].expandtabs(4)), item[2]))
        return
    last = blocks[-1] if blocks else None
    if not line.strip():
        return
    indented = line[0] in " \t"
    goes_on = isinstance(last, Item) and indented  # a list item's next paragraph is indented
    if isinstance(last, Item | Prose) and (goes_on or not after_blank):
        blocks[-1] = replace(last, text=f"{last.text}\n{line.strip()}")
    else:
        blocks.append(Prose(number, line.strip()))


def _skip(lines: list[str], number: int) -> int:
    """The index of the line that goes on after front matter, a comment or hardwon's section at `number`."""
    line = lines[number].lstrip()
    if number == 0 and line.rstrip() == "---":
        return next((end + 1 for end in range(1, len(lines)) if lines[end].rstrip() == "---"), 0)
    if line.startswith(_MANAGED_BEGIN):
        for end in range(number + 1, len(lines)):
            if lines[end].lstrip().startswith(_MANAGED_END):
                return end + 1
        return len(lines)
    if line.startswith("<!--"):
        return next((end + 1 for end in range(number, len(lines)) if "-->" in lines[end]), len(lines))
    return number


def _fence_end(lines: list[str], start: int, fence: str) -> int:
    """The index of the closing fence; that after the last line where it is missing."""
    for end in range(start + 1, len(lines)):
        closing = lines[end].strip()
        if closing and set(closing) == {fence[0]} and len(closing) >= len(fence):
            return end
    return len(lines)
