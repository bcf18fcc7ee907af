"""How the page writes figures, times and lists for people."""

import re
from collections.abc import Sequence

from markupsafe import Markup, escape

from hardwon.server.models import FindingRow


def in_words(minutes: int) -> str:
    """A stretch of time: `30 min`, `2 h`, `1 h 30`."""
    hours, rest = divmod(minutes, 60)
    if hours == 0:
        return f"{rest} min"
    return f"{hours} h {rest:02}" if rest else f"{hours} h"


def coded(text: str) -> Markup:
    """`text` escaped, with what stands between two backticks as code."""
    parts = re.split(r"`([^`\n]+)`", text)
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if place % 2 else escape(part)
        for place, part in enumerate(parts)
    )


def number(value: int) -> str:
    """With commas between thousands."""
    return f"{value:,}"


def plural(count: int, noun: str) -> str:
    """`noun` as it follows `count`."""
    return noun if count == 1 else f"{noun}s"


def as_moment(time: str) -> str:
    """An ISO 8601 moment without its seconds; a browser's script replaces it with how long ago that is."""
    return time[:16].replace("T", " ")


def by_file(findings: Sequence[FindingRow]) -> list[tuple[str, list[FindingRow]]]:
    """Findings under the file they are in; files in the order of their first finding, lines in order."""
    files: dict[str, list[FindingRow]] = {}
    for finding in findings:
        files.setdefault(finding.path, []).append(finding)
    return [(path, sorted(rows, key=lambda row: (row.line, row.column))) for path, rows in files.items()]
