"""A problem and its solution, told under labels: `**Problem**: … **Solution**: …`, as headings or as bold words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from hardwon.lessons.markdown import Block, Code, Heading, Item, plain

Part = Literal["trouble", "cause", "cure", "lesson"]

_WORDS: dict[str, Part] = {
    **dict.fromkeys(
        (
            "problem",
            "issue",
            "bug",
            "symptom",
            "symptoms",
            "error",
            "mistake",
            "gotcha",
            "challenge",
            "context",
        ),
        "trouble",
    ),
    **dict.fromkeys(
        ("root cause", "root causes", "cause", "why", "reason", "why it happens", "diagnosis"), "cause"
    ),
    **dict.fromkeys(
        (
            "solution",
            "fix",
            "resolution",
            "workaround",
            "remedy",
            "the fix",
            "how to fix",
            "correct approach",
        ),
        "cure",
    ),
    **dict.fromkeys(
        (
            *("prevention", "lesson", "lesson learned", "lessons learned", "key learning", "key learnings"),
            *(
                "key point",
                "key points",
                "key takeaway",
                "key takeaways",
                "takeaway",
                "takeaways",
                "remember",
            ),
        ),
        "lesson",
    ),
}
_NAMES = "|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True))
_BOLD = re.compile(
    rf"(?:\*\*|__)\W*(?:the )?({_NAMES})\s*(?:\*\*|__)?\s*[:\-–—]?\s*(?:\*\*|__)?\s*", re.IGNORECASE
)
_PLAIN = re.compile(rf"({_NAMES})\s*:\s+", re.IGNORECASE)
_TITLED = re.compile(rf"\W*({_NAMES})\s*\d*\s*[:\-–—]\s*(.+)", re.IGNORECASE | re.DOTALL)
_LONGEST_PART = 1500


@dataclass(slots=True)
class Labelled:
    """One story while it is read: where it begins, its title, the text of each part, the lines it covers."""

    line: int
    title: str
    parts: dict[Part, list[str]] = field(default_factory=dict)
    lines: set[int] = field(default_factory=set)

    @property
    def trouble(self) -> str:
        return "\n".join(self.parts.get("trouble", []) or self.parts.get("cause", []))

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
        told = [(names[part], "\n".join(self.parts[part]).strip()) for part in names if part in self.parts]
        return "\n\n".join(f"{name}: {_cut(text)}" for name, text in told if text)


def read_labelled(blocks: list[Block]) -> Iterator[Labelled]:
    """The stories in `blocks` that tell a problem or its cause, in order.

    A story ends where a problem is named again, or at a heading that is no label of it.
    """
    story: Labelled | None = None
    part: Part | None = None
    subject = Heading(1, 0, "")
    for block in blocks:
        label, rest = _label(block)
        if label == "trouble" or (label and story is None and label != "lesson"):
            if story is not None and (label == "trouble" and story.parts.keys() & {"trouble", "cure"}):
                yield from _told(story)
                story = None
            if story is None:
                own = rest if isinstance(block, Heading) and rest else subject.text
                story = Labelled(block.line, own)
        elif label is None and isinstance(block, Heading):
            if story is not None:
                yield from _told(story)
            story, part, subject = None, None, block
            continue
        part = label or part
        if story is None or part is None:
            continue
        story.lines.add(block.line)
        text = rest if label else _text(block)
        if text.strip() and not (isinstance(block, Heading) and story.title == rest):
            story.parts.setdefault(part, []).append(text)
        else:
            story.parts.setdefault(part, [])
    if story is not None:
        yield from _told(story)


def _told(story: Labelled) -> Iterator[Labelled]:
    if story.trouble.strip() or (story.title and story.cure):
        if not story.trouble.strip():
            story.parts["trouble"] = [story.title]
        yield story


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


def _text(block: Block) -> str:
    if isinstance(block, Code):
        return f"```{block.language}\n{block.text}\n```"
    return ("- " if isinstance(block, Item) else "") + plain(block.text)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_PART else text[:_LONGEST_PART].rpartition(" ")[0] + " …"
