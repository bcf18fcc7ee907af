"""Lines of code as a terminal shows them, and where in a file there was trouble."""

from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING
from unicodedata import category, east_asian_width

if TYPE_CHECKING:
    from hardwon.check import FileError, Finding

_INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def excerpt(finding: "Finding", room: int) -> tuple[str, int, int]:
    """The finding's line without its indent, cut to `room` columns around the span; the column (0-based) at
    which the span begins, and how many columns it takes, 0 where there is nothing to mark.

    Columns are a terminal's: an ideograph takes two. Control characters are replaced, since a terminal would
    obey them.
    """
    line = "".join(map(_visible, finding.excerpt))
    code = line.strip()
    indent = len(line) - len(line.lstrip())
    start = min(max(finding.column - 1 - indent, 0), len(code))
    whole = finding.end_line > finding.line
    end = len(code) if whole else min(max(finding.end_column - 1 - indent, start), len(code))
    at = [0, *accumulate(map(_width, code))]
    first, last = 0, len(code)
    if at[-1] > room:
        first = min(bisect_left(at, at[end] - (room - 2)), start)
        last = max(bisect_right(at, at[first] + room - 2) - 1, first)
    shown = f"{'…' if first else ''}{code[first:last]}{'…' if last < len(code) else ''}"
    return shown, at[start] - at[first] + (1 if first else 0), max(at[min(end, last)] - at[start], 0)


def trouble(error: "FileError") -> str:
    """`app.py:3: syntax error`."""
    if not error.line:
        return f"{error.path}: {error.message}"
    return f"{error.path}:{error.line}: {error.message.removeprefix(f'line {error.line}: ')}"


def _visible(letter: str) -> str:
    if letter == "\t":
        return " "
    return "\ufffd" if category(letter) in _INVISIBLE else letter


def _width(letter: str) -> int:
    if category(letter) in ("Mn", "Me"):
        return 0
    return 2 if east_asian_width(letter) in "WF" else 1
