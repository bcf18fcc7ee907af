"""Texts as the journal can keep them: whole up to a limit, of characters that every database takes."""

import re
from datetime import UTC, datetime

from hardwon.core import iso, parse_iso

TEXT_LIMIT = 64 << 10  # characters of one text; a whole screen of output many times over
RAW_LIMIT = 2 << 10  # characters of one text in a line that is kept as it came
_VALUE_BUDGET = 4 * TEXT_LIMIT  # characters of one tool's input, all its texts together
_RAW_BUDGET = 8 * RAW_LIMIT
_SHORTEST = 80  # what is left of a text when the budget is spent
_DEPTH = 24
_ITEMS = 500
_BROKEN = re.compile("[\x00\ud800-\udfff]")
_MILLISECONDS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def cap(text: str, limit: int = TEXT_LIMIT) -> str:
    """`text`, or its head and tail with a visible mark between them that states the true length."""
    if len(text) <= limit:
        return text
    head = limit * 2 // 3
    tail = limit - head
    mark = f"\n[… {len(text) - limit:,} of {len(text):,} characters left out here …]\n"
    return text[:head] + mark + (text[-tail:] if tail else "")


def mend(text: str) -> str:
    """`text` without what UTF-8 or a database cannot hold: lone surrogates and NUL become U+FFFD."""
    return _BROKEN.sub("\ufffd", text)


def trim(value: object, limit: int = TEXT_LIMIT, budget: int = _VALUE_BUDGET) -> object:
    """`value` (as JSON gives it) made fit to keep: long texts capped, deep or long nests cut visibly.

    All its texts together have at most about `budget` characters.
    """
    left = [budget]

    def fit(item: object, depth: int) -> object:
        if isinstance(item, str):
            text = cap(mend(item), max(_SHORTEST, min(limit, left[0])))
            left[0] -= len(text)
            return text
        if isinstance(item, bool | int | float) or item is None:
            return item if not isinstance(item, int) or abs(item) < 1 << 63 else str(item)
        if depth >= _DEPTH:
            return "[… nested deeper than can be kept …]"
        if isinstance(item, dict):
            kept = {mend(cap(str(key), 500)): fit(item[key], depth + 1) for key in list(item)[:_ITEMS]}
            if len(item) > _ITEMS:
                kept["…"] = f"{len(item) - _ITEMS:,} more left out"
            return kept
        if isinstance(item, list | tuple):
            parts = [fit(part, depth + 1) for part in item[:_ITEMS]]
            if len(item) > _ITEMS:
                parts.append(f"… {len(item) - _ITEMS:,} more left out")
            return parts
        return cap(mend(str(item)), limit)

    return fit(value, 0)


def raw(value: object) -> object:
    """`value` as a note keeps it: enough to see what it was."""
    return trim(value, RAW_LIMIT, _RAW_BUDGET)


def word(value: object) -> str:
    """`value` as a short text where it is one, or a number where a text was expected; else empty."""
    if isinstance(value, str):
        return mend(value.strip())[:500]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return ""


def moment(value: object, *, local: bool = False) -> str:
    """`value` as `core.iso` writes times; takes ISO 8601 and seconds or milliseconds since 1970; else empty.

    A time without zone is UTC, or this machine's if `local`.
    """
    try:
        if isinstance(value, str):
            if local:
                return iso(datetime.fromisoformat(value.strip()))
            when = parse_iso(value.strip())
            return value if _MILLISECONDS.fullmatch(value) else iso(when)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return iso(datetime.fromtimestamp(value / 1000 if abs(value) > 1e11 else value, UTC))
    except (ValueError, OverflowError, OSError):
        pass
    return ""


def first_line(text: str, limit: int = 120) -> str:
    """The first line of `text` that says something, without Markdown marks, at most `limit` characters."""
    found = ""
    for line in text[: 4 * TEXT_LIMIT].splitlines():
        said = line.strip().lstrip("#>*- ").strip()
        found = f"{found} {said}".strip()
        if said and not found.endswith(":"):  # "Do the following:" says nothing yet
            break
    return found if len(found) <= limit else found[: limit - 1].rstrip() + "…"
