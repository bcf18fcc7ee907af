"""What a check did beyond finding: the baseline and the fixes, in words."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from hardwon.check import Baseline
from hardwon.cli.figures import counted

if TYPE_CHECKING:
    from hardwon.assembly import CheckOrder, Outcome
    from hardwon.check import Finding

# Where no file was looked at: a check that says nothing else would pass for one that found nothing.
_NONE = "no Python is left to check: look at .gitignore, and at `include` and `exclude` in the settings"
_NONE_NAMED = "no rule is about what was named, or .gitignore or the settings leave it out"


def mended_lines(outcome: "Outcome") -> list[str]:
    """`fixed  app.py: unknown-job-method 2`, a line a file."""
    by_path: dict[str, Counter[str]] = {}
    for finding in outcome.mended:
        by_path.setdefault(finding.path, Counter())[finding.rule] += 1
    head = click.style("fixed", fg="green", bold=True)
    return [
        f"{head}  {path}: " + ", ".join(f"{rule} {count:,}" for rule, count in sorted(rules.items()))
        for path, rules in sorted(by_path.items())
    ]


def sum_notes(outcome: "Outcome", order: "CheckOrder") -> list[str]:
    """What belongs into the sum line: what is accepted, what is gone from that, what could be fixed."""
    notes = []
    gone = sum(outcome.gone.values())
    if not outcome.report.files and not outcome.report.errors:
        notes.append(_NONE_NAMED if order.paths else _NONE)
    if outcome.mended:
        files = len({finding.path for finding in outcome.mended})
        notes.append(f"{len(outcome.mended):,} fixed in {counted(files, 'file')}")
    if outcome.waiting:
        verb = "overlaps" if outcome.waiting == 1 else "overlap"
        notes.append(f"{counted(outcome.waiting, 'fix', 'fixes')} {verb} those: run it again")
    if outcome.report.accepted:
        new = f" ({len(outcome.taken):,} just now: commit {Baseline.path})" if outcome.taken else ""
        notes.append(f"{len(outcome.report.accepted):,} accepted in the baseline{new}")
    if gone:
        notes.append(f"{gone:,} mended, {'gone from' if outcome.is_written else 'still in'} the baseline")
    if outcome.doubted:
        notes.append(f"{outcome.doubted:,} not found, kept in the baseline while a file is in trouble")
    return notes + _fixable(outcome.report.findings, order)


def outcome_document(outcome: "Outcome") -> dict[str, object]:
    """The same for programs."""
    return {
        "accepted": len(outcome.report.accepted),
        "gone": sum(outcome.gone.values()),
        "fixed": [
            {
                "rule": finding.rule,
                "path": finding.path,
                "line": finding.line,
                "description": finding.fix.description if finding.fix else "",
            }
            for finding in outcome.mended
        ],
    }


def _fixable(findings: "Sequence[Finding]", order: "CheckOrder") -> list[str]:
    fixes = [finding.fix for finding in findings if finding.fix is not None]
    safe, unsafe = sum(fix.safe for fix in fixes), sum(not fix.safe for fix in fixes)
    notes = []
    if safe and not (order.fix or order.unsafe):
        notes.append(f"{safe:,} can be fixed: --fix")
    if unsafe and not order.unsafe:
        notes.append(f"{unsafe:,} can be fixed if you look it over: --unsafe-fixes")
    return notes
