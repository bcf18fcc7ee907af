"""From what is kept between runs to findings, with their fingerprints. Imports neither parser nor rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from hashlib import blake2b

from hardwon.check.entries import Row
from hardwon.check.findings import Edit, Finding, Fix


def findings_from(rows: Iterable[Row]) -> list[Finding]:
    """The findings, sorted, each once, with fingerprints that tell repeated ones in a scope apart by their
    order.
    """
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
    """What makes a finding the same after lines moved, code was reformatted, or its file renamed."""
    return b"\0".join((finding.rule.encode(), finding.scope.encode(), words))


def _finding(row: Row) -> Finding:
    fix = None
    if row[12] is not None:
        description, safe, edits = row[12]
        fix = Fix(description, tuple(Edit(*edit) for edit in edits), safe)
    slug, path, line, column, end_line, end_column, message, severity, do, text, scope = row[:11]
    return Finding(
        slug, path, line, column, end_line, end_column, message, severity, do, text, scope, "", fix,
        row[13] if len(row) > 13 else None,
    )  # fmt: skip
