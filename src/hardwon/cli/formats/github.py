"""Workflow commands of GitHub Actions: each finding becomes an annotation beside its line.

The runner shows ten annotations of a level for each step; the log has them all, and the sum.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from hardwon.cli.formats.run import Run

if TYPE_CHECKING:
    from hardwon.check import Finding

_COMMANDS = {"error": "error", "warning": "warning", "advice": "notice"}


def render(run: Run) -> str:
    """One command a line, and a last line with the sum."""
    lines = [
        _command(
            _COMMANDS[finding.severity],
            {"file": finding.path, **_span(finding), "title": f"hardwon: {finding.rule}"},
            run.words(finding),
        )
        for finding in run.report.findings
    ]
    for error in run.report.errors:
        line: dict[str, str | int] = {"line": error.line} if error.line else {}
        place = {"file": error.path, **line, "title": "hardwon: not checked in full"}
        lines.append(_command("warning", place, error.message))
    return "\n".join([*lines, f"hardwon: {run.sum()}"]) + "\n"


def _span(finding: "Finding") -> dict[str, str | int]:
    if finding.end_line > finding.line:
        # The runner drops an annotation that has columns and spans lines.
        return {"line": finding.line, "endLine": finding.end_line}
    return {
        "line": finding.line,
        "col": finding.column,
        "endLine": finding.line,
        "endColumn": max(finding.column, finding.end_column),
    }


def _command(name: str, properties: Mapping[str, str | int], message: str) -> str:
    told = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{name} {told}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
