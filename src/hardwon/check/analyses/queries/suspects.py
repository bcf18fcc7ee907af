"""Which functions are worth running to find a query a turn, going by their text: few of all that loop are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from hardwon.check.linking.words import pattern
from hardwon.check.searches import lazily

# The most lines of a function that is there to read.
LONGEST_READER = 30
# What keeps results, or does work of which a query is the least part.
DOES_MORE = pattern(
    r"(?i)cache|memo(?:ize|ry)?\b|\blru|\.(?:add|add_all|delete|commit|flush|merge|send\w*|notify\w*|put|post)\("
)

_SENDS = pattern(
    r"\.(?:query|scalars?|execute|exec|stream|stream_scalars|get_one|get_or_404)\b"
    r"|(?i:session|\bdb|repo|dao|crud|service|store|repository)\w*\.get\("
    r"|\.get\(\s*(?:\w+\.)?[A-Z]"
)
_LOADING = r"\.(?:query|scalars|execute|exec|stream|stream_scalars|get_one|get_or_404)\b|\.get\(\s*[A-Z]"
LOADS = pattern(_LOADING)
_LOOP = lazily(rb"for\s+(?:\(\s+)?(?P<each>[\w, ()*]+?)(?:\s+\))?\s+in\s+(?P<source>[^\n]*)")
_WORD = lazily(rb"\w+")
_NAMED = lazily(rb"(?<![\w.])[a-z_]\w*(?![\w(])")
_USED = lazily(rb"\b(\w+)((?:\.\w+)+)")
_CALLED = lazily(rb"(\w+)\(([^()\n]*)")
_ASSIGNED = lazily(rb"\b(\w+)(?:[ \t]*:[^=\n]{1,60})?[ \t]*:?=(?![=])[ \t]*(?=([^\n]*(?:\n[^\n]*){0,3}))")
_TAKEN = lazily(rb"\b(\w+)\s*:\s*\w*(?:[Ll]ist|Sequence|Iterable)\[")
_ATTRIBUTE = lazily(rb"\.(\w+)\b(?!\()")
_LISTED = lazily(rb":\s*\w*(?:[Ll]ist|Sequence|Iterable)\[")
_DECLARED = lazily(
    rb"^class\s+(?P<own>\w+)|^[ \t]+(?P<name>\w+)[^=\n]*=\s*(?:\(\s*)?(?:\w+\.)*[Rr]elationship\("
    rb"|\bbackref\s*=\s*(?:(?:\w+\.)*backref\(\s*)?[\"'](?P<back>\w+)",
    re.MULTILINE,
)
_TARGET = lazily(rb"elationship\(\s*[\"']?(?:\w+\.)*(\w+)")
# What no loop over records goes over.
_OTHER = lazily(
    rb"(?:range|dir|vars|glob|iglob|listdir|walk|findall|finditer|fields|product|permutations|combinations)\("
    rb"|[\[{\"']|\([^()\n]*,|[A-Z][A-Z0-9_]+\b|self\.[\w.]+\s*[:\])}]?\s*$|(?:os|re|sys|json|csv|request|requests)\."
    rb"|[\w.]+\.(?:items|keys|splitlines|split|iterdir|columns|fields)\("
)
_COMMON = frozenset(
    {
        "get", "all", "first", "count", "items", "keys", "values", "pop", "update", "append", "add", "filter",
        "join", "format", "exists", "run", "main", "index", "create", "save", "delete", "list", "execute",
        "query", "scalars", "scalar", "setup", "close", "name", "__init__",
    }
)  # fmt: skip


def tells(text: bytes, name: str) -> Iterator[str]:
    """What a function may be called for, by its text: `gives` records, `asks` a query."""
    if name in _COMMON or len(name) < 4 or name.startswith("__") or not LOADS.search(text):
        return
    if b"return" in text or b"yield" in text:
        yield "gives"
    if text.count(b"\n") <= LONGEST_READER and not DOES_MORE.search(text):
        yield "asks"


def relationships_in(text: bytes) -> Iterator[tuple[str, str]]:
    """The relationships that a file declares, each with its class, and with the other one for a backref."""
    own = b""
    for found in _DECLARED.finditer(text):
        own = found["own"] or own
        if found["name"]:
            yield own.decode(), found["name"].decode()
        elif found["back"]:
            yield own.decode(), found["back"].decode()
            target = _TARGET.findall(text, max(0, found.start() - 600), found.start())
            if target:
                yield target[-1].decode(), found["back"].decode()


class Suspects:
    """Compares functions with what other functions and the models are known for."""

    def __init__(self, names: Iterable[str]) -> None:
        """Each name says after a colon what it is: a class with a `rel`ationship, after one more colon, or a
        function that `reads` one, `gives` records or `asks`.
        """
        by_kind: dict[str, set[bytes]] = {"rel": set(), "reads": set(), "gives": set(), "asks": set()}
        for name in names:
            word, kind, *more = name.split(":")
            by_kind.setdefault(kind, set()).add((more[0] if more else word).encode())
        self._relationships = by_kind["rel"]
        gives = b"|".join(sorted(by_kind["gives"])).decode()
        self._any = pattern(rf"query|\.all\(\)|{_LOADING}" + (rf"|\b(?:{gives})\(" if gives else ""))
        self._asks = by_kind["rel"] | by_kind["reads"] | by_kind["asks"]

    def reads(self, text: bytes, name: str) -> bool:
        """Whether a function may be called for a relationship that it reads."""
        return (
            name not in _COMMON
            and len(name) > 3
            and text.count(b"\n") <= LONGEST_READER
            and not self._relationships.isdisjoint(_ATTRIBUTE.findall(text))
            and not DOES_MORE.search(text)
        )

    def may_rouse(self, text: bytes) -> bool:
        """Whether a file, or a function, has a loop at all and something that may give records."""
        return b"for " in text and (self._any.search(text) is not None or _LISTED.search(text) is not None)

    def rouses(self, text: bytes) -> bool:
        """Whether a function may ask the database for something in each turn of a loop over records."""
        return self.may_rouse(text) and any(self._is_suspect(text, loop) for loop in _LOOP.finditer(text))

    def _is_suspect(self, text: bytes, loop: re.Match[bytes]) -> bool:
        names = {name for name in _WORD.findall(loop["each"]) if name != b"_"}
        if not names or _OTHER.match(loop["source"]):
            return False
        depth = _depth(text, loop)
        region = _body(text, loop, depth) if depth >= 0 else _element(text, loop)
        asks = self._asks_about(region, names)
        source = loop["source"]
        if source.rstrip()[-1:] in (b"(", b","):
            source += text[loop.end() : loop.end() + 200]
        return asks is not None and self._may_give(text, source, given=asks)

    def _asks_about(self, region: bytes, names: set[bytes]) -> bool | None:
        """Whether something is asked about the turn's record; False for a relationship, None for nothing."""
        words = _WORD.findall(region)
        if names.isdisjoint(words):
            return None
        if _SENDS.search(region):
            return True
        if self._asks.isdisjoint(words):
            return None
        for owner, used in _USED.findall(region):
            if owner in names and not self._asks.isdisjoint(used[1:].split(b".")):
                return False
        for called, given in _CALLED.findall(region):
            if called in self._asks and not names.isdisjoint(_WORD.findall(given)):
                return True
        return None

    def _may_give(self, text: bytes, source: bytes, *, given: bool) -> bool:
        """Whether what a loop goes over may be records; `given` ones count where only a query is repeated."""
        if self._loads(source):
            return True
        wanted = set(_NAMED.findall(source)[:3])
        if any(name in wanted and self._loads(value) for name, value in _ASSIGNED.findall(text)):
            return True
        if given and any(name in wanted for name in _TAKEN.findall(text)):
            return True
        # The relationship of a record that another loop gives.
        return b"." in source and any(
            not wanted.isdisjoint(_WORD.findall(loop["each"])) for loop in _LOOP.finditer(text)
        )

    def _loads(self, text: bytes) -> bool:
        return self._any.search(text) is not None


def _depth(text: bytes, loop: re.Match[bytes]) -> int:
    """How far in a `for` statement stands; -1 for a comprehension."""
    start = text.rfind(b"\n", 0, loop.start()) + 1
    before = text[start : loop.start()]
    if before.strip() not in (b"", b"async") or _opening(text, start) >= 0:
        return -1
    return len(before) - len(before.lstrip())


def _opening(text: bytes, place: int) -> int:
    """The bracket around a place that is still open there; -1 where none is near."""
    closed = 0
    for at in range(place - 1, max(-1, place - 1200), -1):
        letter = text[at]
        if letter in b")]}":
            closed += 1
        elif letter in b"([{":
            if not closed:
                return at
            closed -= 1
    return -1


def _body(text: bytes, loop: re.Match[bytes], depth: int) -> bytes:
    """The lines below the head of a loop that stand further in than it."""
    end = text.find(b"\n", loop.end())
    first = end
    while end >= 0:
        line_end = text.find(b"\n", end + 1)
        line = text[end + 1 : line_end if line_end >= 0 else len(text)]
        stripped = line.lstrip()
        if stripped and len(line) - len(stripped) <= depth and stripped[:1] not in b")]}":
            return text[first:end]
        end = line_end
    return text[first:] if first >= 0 else b""


def _element(text: bytes, loop: re.Match[bytes]) -> bytes:
    """What a comprehension makes of each turn, and its conditions."""
    start = max(0, _opening(text, loop.start()))
    condition = re.search(rb"\sif\s[^\n]*", text[loop.end("each") : loop.end() + 200])
    return text[start : loop.start()] + (condition[0] if condition else b"")
