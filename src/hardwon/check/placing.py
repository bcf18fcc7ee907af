"""From a rule's bytes to lines, columns, excerpt and fingerprint."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from hashlib import blake2b

from hardwon.check.entries import Row
from hardwon.check.findings import Edit, Finding, Fix
from hardwon.check.project import Project
from hardwon.check.roots import scope_at
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
        edit = (*position(text, start), *position(text, end), new)
        fix = (f"replace it with `{new}`", found.rewrite_is_safe, (edit,))
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


def findings_from(rows: Iterable[Row]) -> list[Finding]:
    """The findings, sorted, each once, with fingerprints that tell repeated ones in a scope apart by their order."""
    made: dict[tuple[object, ...], Finding] = {}
    words: dict[tuple[object, ...], bytes] = {}
    for row in sorted(rows, key=_order):
        key = (row[1], row[2], row[3], row[0])
        if key not in made:
            made[key] = _finding(row)
            words[key] = row[11]
    found: list[Finding] = []
    counts: dict[tuple[str, bytes], int] = {}
    for place_of, finding in made.items():
        same = (finding.path, blake2b(_identity(finding, words[place_of]), digest_size=10).digest())
        counts[same] = counts.get(same, 0) + 1
        number = counts[same].to_bytes(4, "big") if counts[same] > 1 else b""
        digest = blake2b(_identity(finding, words[place_of]) + number, digest_size=10)
        found.append(replace(finding, fingerprint=digest.hexdigest()))
    return found


def _order(row: Row) -> tuple[object, ...]:
    # A certain finding stands before a doubtful one at the same place.
    rank = {"error": 0, "warning": 1}.get(row[7], 2)
    return (row[1], row[2], row[3], row[0], rank, row[6])


def _identity(finding: Finding, words: bytes) -> bytes:
    """What makes a finding the same one after lines moved, code was reformatted, or its file got a new name."""
    return b"\0".join((finding.rule.encode(), finding.scope.encode(), words))


def _finding(row: Row) -> Finding:
    fix = None
    if row[12] is not None:
        description, safe, edits = row[12]
        fix = Fix(description, tuple(Edit(*edit) for edit in edits), safe)
    slug, path, line, column, end_line, end_column, message, severity, do, text, scope = row[:11]
    return Finding(
        slug, path, line, column, end_line, end_column, message, severity, do, text, scope, "", fix
    )
