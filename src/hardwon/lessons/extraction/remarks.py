"""Comments that an agent puts into code to say why something odd has to be so."""

import re
from collections.abc import Iterator

from hardwon.lessons.extraction.phrases import Said

_COMMENT = re.compile(r"(?:^|\s)(?:#|//|--|\*|/\*+|;)[ \t]*(?=[A-Za-z@])(.{8,300}?)(?:\*/)?\s*$")
_MARK = re.compile(
    r"\W*(?:TODO|HACK|WORKAROUND|NOTE|XXX|FIXME|GOTCHA|CAREFUL|CAUTION|WARNING|IMPORTANT|"
    r"NB)\b(?:\([^)]*\))?[:\s-]*"
)
_SILENCED = re.compile(r"\W*(?:nolint|noqa|type: ?ignore|pylint: ?disable|eslint-disable[\w-]*)\S*")
_REASON = re.compile(
    r"\b(?:because|otherwise|or else|so that|since|until|workaround for|works around|by design|"
    r"does(?:n't| not)|"
    r"(?:can|do|must|is|are|will)(?:n't|not| not| never)|without|would|reads|drops|loses|breaks|fails|"
    r"hangs|crashes)\b",
    re.IGNORECASE,
)
_CAUSAL = re.compile(r"\b(?:because|otherwise|or else|workaround for|works around)\b", re.IGNORECASE)
_MOST_LINES = 400  # of one edit: more is a new file, whose comments are as many as its lines


def remarks(new: str, old: str) -> Iterator[Said]:
    """The comments of `new` that are not in `old` and give a reason; lines that go on are one comment."""
    lines = new.split("\n")
    if len(lines) > _MOST_LINES:
        return
    number = 0
    while number < len(lines):
        text, number = _whole(lines, number)
        if not text or text[:40] in old:
            continue
        marked, silenced = _MARK.match(text), _SILENCED.match(text)
        told = (
            text[marked.end() :] if marked else text[silenced.end() :].lstrip(" /-#:") if silenced else text
        )
        reason = _REASON.search(told) if marked else _CAUSAL.search(told)
        if not reason or not 6 <= len(told.split()) <= 60:
            continue
        why = (
            "a comment that marks a trap"
            if marked
            else "a warning silenced with its reason"
            if silenced
            else ""
        )
        yield Said(told, told, "gotcha", 0.7 if marked else 0.62, (why or "a comment that gives its reason",))


def _whole(lines: list[str], number: int) -> tuple[str, int]:
    """The comment that begins at `number`, over as many lines as stand alone, and the line after it."""
    first = _COMMENT.search(lines[number][:400])
    if first is None:
        return "", number + 1
    told = [first[1].strip()]
    alone = re.match(r"\s*(?:#|//|--|\*|/\*|;)", lines[number])
    number += 1
    while alone and number < len(lines) and len(told) < 6:
        following = _COMMENT.search(lines[number][:400])
        if (
            following is None
            or not re.match(r"\s*(?:#|//|--|\*|;)", lines[number])
            or _MARK.match(following[1])
        ):
            break
        told.append(following[1].strip())
        number += 1
    return " ".join(told), number
