"""Searches for any of many words at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol


class Search(Protocol):
    """What both `re` and `re2` compile to, as far as it is used here."""

    def search(self, text: bytes, pos: int = 0, /) -> object: ...


def any_word(words: Iterable[str]) -> Search | None:
    """Finds any of `words` as a whole word; None where there are none."""
    wanted = sorted(set(words))
    if not wanted:
        return None
    import re2  # many words in one pass: Python's own search tries one after the other

    options = re2.Options()
    options.max_mem = 64 << 20
    found: Search = re2.compile(r"\b(?:" + "|".join(re2.escape(word) for word in wanted) + r")\b", options)
    return found
