"""Small projects as one text: `# file: path` starts a file, `# here` marks a line to be reported."""

import re

from hardwon.check import Report

_MARK = re.compile(r"# here(?:: (?P<severity>warning|advice))?\s*$")

Place = tuple[str, int, str]


def split(text: str) -> dict[str, str]:
    """The files of a project; `app.py` holds what comes before the first `# file:` line."""
    files: dict[str, list[str]] = {}
    lines: list[str] = files.setdefault("app.py", [])
    for line in text.splitlines(keepends=True):
        if line.startswith("# file: "):
            lines = files.setdefault(line.removeprefix("# file: ").strip(), [])
        else:
            lines.append(line)
    return {path: "".join(lines) for path, lines in files.items()}


def marked(files: dict[str, str]) -> set[Place]:
    """File, line and severity of each mark."""
    return {
        (path, number, match["severity"] or "error")
        for path, text in files.items()
        for number, line in enumerate(text.splitlines(), start=1)
        if (match := _MARK.search(line))
    }


def places(report: Report) -> set[Place]:
    """File, line and severity of each finding."""
    return {(finding.path, finding.line, finding.severity) for finding in report.findings}
