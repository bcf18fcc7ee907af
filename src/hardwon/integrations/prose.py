"""Other people's words in Markdown of ours: they must not format, link or call anybody."""

import re

_SPAN = re.compile(r"(`[^`]+`)")
_SIGNS = re.compile(r"([\\<>\[\]|`*]|(?<![^\W_])_|_(?![^\W_]))")  # within a word `_` is a letter
_NOBODY = "\u200b"  # between `@` and a name it keeps GitHub from calling the person


def plain(text: str) -> str:
    """`text` in one line that opens no HTML, link or cell and calls nobody; its code spans stay."""
    parts = _SPAN.split(" ".join(text.split()))
    return "".join(
        part if number % 2 else _SIGNS.sub(r"\\\1", part).replace("@", f"@{_NOBODY}")
        for number, part in enumerate(parts)
    )


def cell(text: str) -> str:
    """`plain` for a table, where a bar divides in code spans, too."""
    parts = _SPAN.split(plain(text))
    return "".join(part.replace("|", "\\|") if number % 2 else part for number, part in enumerate(parts))


def code(text: str) -> str:
    """`text` as a code span, whatever is in it."""
    return f"`{' '.join(text.split()).replace('`', chr(39))}`"
