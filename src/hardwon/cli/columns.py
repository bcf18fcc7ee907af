"""Text in the columns that a terminal has."""

import shutil
import textwrap
from collections.abc import Sequence

_WIDEST = 118  # longer lines of prose are hard to read
_ANY = 10_000  # where standard output is no terminal, its reader breaks lines or does not
_NARROWEST = 30  # beside an indent; a terminal that has less breaks lines itself


def room(indent: int = 0) -> int:
    """How many columns are left beside `indent`."""
    return max(_columns(_ANY) - indent, _NARROWEST)


def wrap(text: str, indent: int, *, widest: int = _WIDEST) -> list[str]:
    """`text` in lines that fit beside an indent; the lines after the first are indented already."""
    width = max(min(_columns(widest), widest) - indent, _NARROWEST)
    lines = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False) or [""]
    return [lines[0], *(" " * indent + line for line in lines[1:])]


def join(parts: Sequence[str]) -> str:
    """`parts` with dots between them, a new line before one that has no room left."""
    lines = [""]
    for part in parts:
        longer = f"{lines[-1]} · {part}" if lines[-1] else part
        if lines[-1] and len(longer) > room():
            lines.append(part)
        else:
            lines[-1] = longer
    return "\n".join(lines)


def _columns(elsewhere: int) -> int:
    return shutil.get_terminal_size((elsewhere, 24)).columns
