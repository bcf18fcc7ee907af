"""From a rule's bytes to lines, columns and excerpt."""

from __future__ import annotations

import re

from hardwon.check.entries import Row
from hardwon.check.linking.project import Project
from hardwon.check.linking.roots import scope_at
from hardwon.check.rule import Found

_WORDS = re.compile(rb"\w+")
_LONGEST_EXCERPT = 400


def place(project: Project, slug: str, found: Found) -> Row:
    """The finding as it is kept between runs; its fingerprint is completed when all are known."""
    text = project.text(found.path)
    line, column = position(text, found.start)
    end_line, end_column = position(text, found.end)
    fix = None
    if found.rewrite is not None:
        start, end, new = found.rewrite
        edits = tuple((*position(text, a), *position(text, b), c) for a, b, c in (found.rewrite, *found.more))
        verb = "insert" if start == end else "replace it with"
        fix = (f"{verb} `{new}`", found.rewrite_is_safe, edits)
    return (
        slug, found.path, line, column, end_line, end_column, found.message, found.severity, found.do,
        excerpt(text, found.start), scope_at(project, found.path, found.start),
        # Words only: quotes, brackets, commas and line ends are the formatter's.
        b" ".join(_WORDS.findall(text[found.whole[0] : found.whole[1]])), fix,
    )  # fmt: skip


def position(text: bytes, place: int) -> tuple[int, int]:
    """Line and column of a byte, both from 1; the column counts characters."""
    start = text.rfind(b"\n", 0, place) + 1
    return text.count(b"\n", 0, place) + 1, len(text[start:place].decode("utf-8", "replace")) + 1


def excerpt(text: bytes, place: int) -> str:
    """The line around a byte, without its end."""
    start = text.rfind(b"\n", 0, place) + 1
    end = text.find(b"\n", place)
    line = text[start : end if end >= 0 else len(text)].rstrip(b"\r")
    return line.decode("utf-8", "replace")[:_LONGEST_EXCERPT]
