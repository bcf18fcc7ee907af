"""Searches for any of many words at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Protocol, cast

import re2

from hardwon.check.searches import Lazy


class Hit(Protocol):
    """Where something was found."""

    def span(self) -> tuple[int, int]: ...


class Search(Protocol):
    """What both `re` and `re2` compile to, as far as it is used here."""

    def search(self, text: bytes, pos: int = 0, /) -> Hit | None: ...


def any_word(words: Iterable[str]) -> Search | None:
    """Finds any of `words` as a whole word; None where there are none."""
    wanted = sorted(set(words))
    if not wanted:
        return None
    return _compiled(_any_of(wanted))


@lru_cache(maxsize=64)
def any_offered(names: frozenset[str], kind: str = "") -> Search | None:
    """Finds any of the words that files offer to a rule as `word:kind`; of one kind where it is given.

    Kept, because a rule asks for the same names in each file.
    """
    parts = (name.partition(":") for name in names)
    return any_word(word for word, _, own in parts if not kind or own == kind)


class Groups:
    """Finds, in one pass over a text, which of several groups of words it holds as whole words."""

    def __init__(self, groups: Sequence[Iterable[str]]) -> None:
        self._set = re2.Set.SearchSet(_options())
        self._places: list[int] = []
        for place, words in enumerate(groups):
            wanted = sorted(set(words))
            if wanted:
                self._set.Add(_any_of(wanted).encode())
                self._places.append(place)
        if self._places:
            self._set.Compile()

    def held_by(self, text: bytes) -> list[int]:
        """The places of the groups of which `text` holds a word."""
        return [self._places[found] for found in self._set.Match(text) or ()] if self._places else []


def pattern(expression: str) -> Search:
    """A search over bytes, in time proportional to the text: Python's own tries one choice after the other.

    It is compiled when it is first used.
    """
    return cast("Search", Lazy(lambda: _compiled(expression)))


def _any_of(words: Iterable[str]) -> str:
    return r"\b(?:" + "|".join(re2.escape(word) for word in words) + r")\b"


def _options() -> re2.Options:
    options = re2.Options()
    options.max_mem = 64 << 20
    options.encoding = re2.Options.Encoding.LATIN1
    return options


def _compiled(expression: str) -> Search:
    found: Search = re2.compile(expression.encode(), _options())
    return found
