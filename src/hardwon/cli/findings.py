"""A report of findings, as text for people and as a document for programs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING

import click

from hardwon.cli.adoption import mended_lines, outcome_document, sum_notes
from hardwon.cli.columns import join, room, wrap
from hardwon.cli.excerpts import excerpt, trouble
from hardwon.cli.figures import counted

if TYPE_CHECKING:
    from hardwon.assembly import CheckOrder, Outcome
    from hardwon.check import Finding
    from hardwon.lessons import Lesson

_COLOURS = {"error": "red", "warning": "yellow", "advice": "cyan"}


def report_document(outcome: "Outcome") -> dict[str, object]:
    """The report for programs; every severity is in it, what the baseline accepts is counted only."""
    report = outcome.report
    return {
        "version": 1,
        "findings": [
            {
                "rule": finding.rule,
                "path": finding.path,
                "line": finding.line,
                "column": finding.column,
                "end_line": finding.end_line,
                "end_column": finding.end_column,
                "message": finding.message,
                "severity": finding.severity,
                "do": finding.do,
                "lesson": finding.lesson,
                "fingerprint": finding.fingerprint,
                "fix": asdict(finding.fix) if finding.fix else None,
            }
            for finding in report.findings
        ],
        "files": report.files,
        "suppressed": report.suppressed,
        "errors": [{"path": one.path, "line": one.line, "message": one.message} for one in report.errors],
        **outcome_document(outcome),
    }


def report_text(
    outcome: "Outcome",
    order: "CheckOrder",
    lessons: "Mapping[str, Lesson]",
    *,
    advice: bool = False,
    seconds: float,
) -> str:
    """The report as people read it: file by file, each finding with its line, its reason and the way out."""
    report = outcome.report
    shown = [finding for finding in report.findings if advice or finding.severity != "advice"]
    parts: list[str] = []
    for path, findings in groupby(shown, key=lambda finding: finding.path):
        parts.append(click.style(path, bold=True))
        told = None
        for finding in findings:
            lesson = lessons.get(finding.lesson or "")
            # Once is enough where the next finding in the file has the same lesson.
            parts += [*_finding(finding, lesson if lesson is not told else None), ""]
            told = lesson
    parts += [f"{click.style('warning', fg='yellow')}  {trouble(error)}" for error in report.errors]
    parts += mended_lines(outcome)
    if report.errors or outcome.mended:
        parts.append("")
    parts.append(_sum(outcome, order, shown, seconds))
    return "\n".join(parts)


def _finding(finding: "Finding", lesson: "Lesson | None") -> Iterator[str]:
    number = f"{finding.line:>4}  "
    code, start, length = excerpt(finding, room(len(number)))
    yield f"{click.style(number, dim=True)}{code}"
    colour = _COLOURS[finding.severity]
    if length:
        yield " " * (len(number) + start) + click.style("─" * length, fg=colour)
    head = f"  {finding.severity}  {finding.rule}  "
    first, *rest = wrap(finding.message, len(head))
    severity, rule = click.style(finding.severity, fg=colour, bold=True), click.style(finding.rule, bold=True)
    yield f"  {severity}  {rule}  {first}"
    yield from rest
    label = len(f"  {finding.severity}  ")
    if finding.do:
        yield from _labelled("do", finding.do, label, "green")
    if lesson is not None:
        told = [] if lesson.title == finding.message else [lesson.title]
        if lesson.cost:
            from hardwon.lessons import describe_cost

            told.append(f"cost {describe_cost(lesson.cost)}")
        if told:
            yield from _labelled("lesson", " · ".join(told), label, "cyan")


def _labelled(label: str, text: str, indent: int, colour: str) -> Iterator[str]:
    first, *rest = wrap(text, indent + 7)
    yield " " * indent + click.style(f"{label:<7}", fg=colour) + first
    yield from rest


def _sum(outcome: "Outcome", order: "CheckOrder", shown: "Sequence[Finding]", seconds: float) -> str:
    """`1 error in 1 of 1,204 files · 0.11 s`."""
    report = outcome.report
    counts = [
        counted(number, severity) if severity != "advice" else f"{number:,} advice"
        for severity in _COLOURS
        if (number := sum(finding.severity == severity for finding in shown))
    ]
    touched = len({finding.path for finding in shown})
    what = f"{', '.join(counts)} in {touched:,} of" if counts else "no findings in"
    where = f", on lines changed since {order.since}" if order.since else ""
    parts = [f"{what} {counted(report.files, 'file')}{where}", f"{seconds:.2f} s"]
    if report.suppressed:
        parts.append(f"{report.suppressed:,} silenced by a comment")
    parts += sum_notes(outcome, order)
    left_out = len(report.findings) - len(shown)
    if left_out:
        parts.append(f"{left_out:,} advice: --advice shows it")
    return join(parts)
