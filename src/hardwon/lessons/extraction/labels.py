"""A problem and its solution, told under labels: `**Problem**: … **Solution**: …`, or headings."""

import re
from dataclasses import dataclass, field
from typing import Literal

from hardwon.lessons.extraction.markdown import Block, Code, Heading, Item, cut, plain

Part = Literal["trouble", "cause", "cure", "lesson"]

_WORDS: dict[str, Part] = {
    **dict.fromkeys(
        ("problem", "problems", "issue", "bug", "symptom", "symptoms", "mistake", "gotcha"), "trouble"
    ),
    **dict.fromkeys(("root cause", "root causes", "cause", "causes", "why it happens", "diagnosis"), "cause"),
    **dict.fromkeys(
        ("solution", "solutions", "fix", "fix applied", "solution applied", "resolution"), "cure"
    ),
    **dict.fromkeys(("workaround", "remedy", "how to fix"), "cure"),
    **dict.fromkeys(("prevention", "lesson", "lesson learned", "lessons learned", "remember"), "lesson"),
    **dict.fromkeys(("key learning", "key learnings", "key point", "key points", "key patterns"), "lesson"),
    **dict.fromkeys(("takeaway", "takeaways", "key takeaway", "key takeaways"), "lesson"),
}
_NAMES = "|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True))
_BOLD = re.compile(
    rf"(?:\*\*|__)\W*(?:the )?({_NAMES})\s*(?::\s*(?:\*\*|__)|(?:\*\*|__)\s*[:\-–—]?)\s*", re.IGNORECASE
)
_PLAIN = re.compile(rf"({_NAMES})\s*:\s+", re.IGNORECASE)
_TITLED = re.compile(rf"\W*({_NAMES})\s*\d*\s*[:\-–—]\s*(.+)", re.IGNORECASE | re.DOTALL)
_LONGEST_PART = 1500


@dataclass(slots=True)
class Labelled:
    """One story while it is read: where it begins, its title, the text of each part, the lines it covers.

    `level` is that of the heading it stands under, `depth` the columns of the list item it is nested in (-1
    for none): what ends it.
    """

    line: int
    title: str
    level: int
    depth: int
    parts: dict[Part, list[str]] = field(default_factory=dict)
    lines: set[int] = field(default_factory=set)

    @property
    def trouble(self) -> str:
        return "\n".join(self.parts.get("trouble", []) or self.parts.get("cause", []) or [self.title])

    @property
    def cure(self) -> str:
        return "\n".join(self.parts.get("cure", []))

    @property
    def body(self) -> str:
        names: dict[Part, str] = {
            "trouble": "Problem",
            "cause": "Cause",
            "cure": "Solution",
            "lesson": "Lesson",
        }
        told = [(names[part], "\n".join(self.parts.get(part, [])).strip()) for part in names]
        return "\n\n".join(f"{name}: {cut(text, _LONGEST_PART)}" for name, text in told if text)


def read_labelled(blocks: list[Block]) -> list[Labelled]:
    """The stories in `blocks` that tell a problem or its cause, in order.

    A story ends where a problem is named again, at a heading as high as its own, or at the next item of
    the list that its labels are nested in.
    """
    reader = _Reader()
    for block in blocks:
        reader.take(block)
    return reader.told


class _Reader:
    """What has been read so far: the story, and the heading and list item that one would stand under."""

    def __init__(self) -> None:
        self.told: list[Labelled] = []
        self._heading = Heading(1, 0, "")
        self._parent: Item | None = None
        self._story: Labelled | None = None
        self._part: Part | None = None

    def take(self, block: Block) -> None:
        label, rest = _label(block)
        if label is None:
            self._take_unlabelled(block)
        elif self._story is None or self._is_another(block, label, rest):
            self._begin(block, label, rest)
        story = self._story
        if story is None:
            return
        story.lines.add(block.line)
        self._part = label or self._part
        text = rest if label else _text(block)
        if self._part is not None and text.strip() and not isinstance(block, Heading):
            story.parts.setdefault(self._part, []).append(text)
        elif label:
            story.parts.setdefault(label, [])

    def _is_another(self, block: Block, label: Part, rest: str) -> bool:
        assert self._story is not None
        known = self._story.parts.keys()
        return label == "trouble" and (
            bool(known & {"trouble", "cure"}) or (isinstance(block, Heading) and bool(rest))
        )

    def _begin(self, block: Block, label: Part, rest: str) -> None:
        self._story = None
        if label == "lesson":
            return  # key points without a problem are read as what they are: a list
        parent = self._parent
        nested = parent is not None and isinstance(block, Item) and block.depth > parent.depth
        if isinstance(block, Heading) and rest:
            story = Labelled(block.line, _lead(rest), block.level, -1)
        elif nested and parent is not None:
            story = Labelled(block.line, _lead(parent.text), self._heading.level, parent.depth)
        else:
            story = Labelled(block.line, _lead(self._heading.text), self._heading.level, -1)
        self._story = story
        self.told.append(story)

    def _take_unlabelled(self, block: Block) -> None:
        story = self._story
        if isinstance(block, Heading):
            if story is None or block.level <= story.level:
                self._story, self._heading, self._parent = None, block, None
            self._part = None  # a heading of another name: what stands below it is none of the parts
        elif isinstance(block, Item):
            if story is not None and block.depth <= story.depth:
                self._story = None
            if self._story is None and (self._parent is None or block.depth <= self._parent.depth):
                self._parent = block


def _label(block: Block) -> tuple[Part | None, str]:
    """Which part a block begins, and what stands behind its label."""
    if isinstance(block, Code):
        return None, ""
    if isinstance(block, Heading):
        name = plain(block.text)
        if name.casefold().rstrip(":") in _WORDS:
            return _WORDS[name.casefold().rstrip(":")], ""
        titled = _TITLED.fullmatch(name)
        return (_WORDS[titled[1].casefold()], titled[2]) if titled else (None, "")
    match = _BOLD.match(block.text) or _PLAIN.match(block.text)
    if not match:
        return None, ""
    return _WORDS[match[1].casefold()], plain(block.text[match.end() :])


def _lead(text: str) -> str:
    """A title without its date, its marks and what stands behind its first dash or colon."""
    bold = re.match(r"\W*\*\*(.+?)\*\*", text)
    title = plain(bold[1] if bold else text.split("\n")[0])
    title = re.sub(r"\s*\((?:[A-Z][a-z]+ )?\d[\d\s,./-]*\)|\s*[✅❌✓✔].*$", "", title)
    return re.sub(r"^\d+[.)]\s+", "", title).strip(" :")


def _text(block: Block) -> str:
    if isinstance(block, Code):
        return f"```{block.language}\n{block.text}\n```"
    return ("- " if isinstance(block, Item) else "") + plain(block.text)
