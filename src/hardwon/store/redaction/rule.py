"""What a rule of redaction is: literals that must be there, and a finder of the stretches to replace."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

import re2

# Latin-1 mode reads bytes as they come: nothing is decoded or refused, and offsets slice bytes.
_LATIN1 = re2.Options.Encoding.LATIN1
_PLACEHOLDER = rb"\[redacted:[a-z0-9-]+\]"

_SPACE = re.compile(r"(\[(?:\\.|[^\]])*\])|\\s")

EDGE = rb"(?:^|[^A-Za-z0-9_]|\\[nrtbf]|\[[0-9;]{1,12}m|%[0-9A-Fa-f]{2})"
"""What may stand before a token; `\\n` as two characters too: JSON inside a string hides its line ends so.

A colour of the terminal (`ESC[32m`) and an escape of a web address (`%3D`) end in letters.
"""


class Span(NamedTuple):
    """Bytes `start` to `end` are a secret of `kind`, to become `replacement`."""

    start: int
    end: int
    kind: str
    replacement: bytes


def hidden(start: int, end: int, kind: str) -> Span:
    """A span whose replacement says its kind."""
    return Span(start, end, kind, b"[redacted:%s]" % kind.encode())


Finder = Callable[[bytes], Iterator[Span]]


class Rule(NamedTuple):
    """`find` runs only where one of the `needles` (regular expressions, case ignored) occurs."""

    needles: tuple[bytes, ...]
    find: Finder


def options(*, case_sensitive: bool = True) -> re2.Options:
    chosen = re2.Options()
    chosen.encoding = _LATIN1
    chosen.case_sensitive = case_sensitive
    chosen.log_errors = False
    return chosen


@cache
def compiled(pattern: bytes, *, case_sensitive: bool = True) -> Any:
    return re2.compile(pattern, options(case_sensitive=case_sensitive))


def words(text: str) -> frozenset[bytes]:
    """The words of `text`, as bytes."""
    return frozenset(text.encode().split())


def is_marked(secret: bytes) -> bool:
    """Whether nothing but marks is left in `secret`."""
    if b"[redacted:" not in secret:
        return False
    rest = compiled(_PLACEHOLDER).sub(lambda _: b"", secret)
    return not any(chr(byte).isalnum() for byte in rest)


def matches(pattern: bytes, data: bytes, *, case_sensitive: bool = True) -> Iterator[Any]:
    """Matches of `pattern`; after each the search goes on where group 1 ends: neighbours share edges."""
    search = compiled(pattern, case_sensitive=case_sensitive).search
    position = 0
    while (match := search(data, position)) is not None:
        yield match
        position = max(match.end(1), position + 1)


def token(kind: str, needles: str, pattern: str, *, worth: Callable[[bytes], bool] | None = None) -> Rule:
    """A rule for tokens that show what they are: group 1 of `pattern` is the secret."""
    raw = pattern.encode("latin-1")

    def find(data: bytes) -> Iterator[Span]:
        for match in matches(raw, data):
            start, end = match.span(1)
            secret = data[start:end]
            if not is_marked(secret) and (worth is None or worth(secret)):
                yield hidden(start, end, kind)

    return Rule(tuple(in_json(needle).encode() for needle in needles.split()), find)


def in_json(needle: str) -> str:
    """`needle` for JSON too, where a line end or a tab is a backslash and a letter; classes stay."""
    return _SPACE.sub(lambda found: found.group(1) or r"(?:\s|\\+[nrt])", needle)
