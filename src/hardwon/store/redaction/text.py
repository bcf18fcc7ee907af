"""Redacting one text: the literals first, then only the rules whose literals are there."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

import re2

from hardwon.store.redaction.assignments import ASSIGNMENTS
from hardwon.store.redaction.people import PEOPLE
from hardwon.store.redaction.rule import Rule, Span, options
from hardwon.store.redaction.tokens import TOKENS

RULES: tuple[Rule, ...] = (*TOKENS, *ASSIGNMENTS, *PEOPLE)

# A replacement can bare what its neighbour hid; each round takes something away, so it ends.
_ROUNDS = 50


class Redacted(NamedTuple):
    """A text without its secrets, and how many of each kind were in it."""

    text: str
    found: Mapping[str, int] = MappingProxyType({})


def redact(text: str, *, flagged: Sequence[Rule] | None = None) -> Redacted:
    """`text` with each secret replaced by `[redacted:KIND]`, each person's home directory by `~`.

    Never raises, whatever is in the text; redacting again changes nothing. `flagged` is what `spot` said of
    something that holds all of `text`, where that was asked already.
    """
    data = text.encode("utf-8", "surrogatepass")
    flagged = spot(data) if flagged is None else flagged
    if not flagged:
        return Redacted(text)
    clean, found = redact_bytes(data, flagged)
    return Redacted(clean.decode("utf-8", "surrogatepass"), found) if found else Redacted(text)


def spot(data: bytes) -> tuple[Rule, ...]:
    """The rules that have a literal in `data`; most often none.

    Sound on JSON as well as on the texts in it: no literal holds a character that JSON escapes.
    """
    needles, owners = _prefilter()
    hits = needles.Match(data)
    if not hits:
        return ()
    return tuple(RULES[index] for index in sorted({owners[hit] for hit in hits}))


def holds_secret(data: bytes) -> bool:
    """Whether there is a secret in `data`; what only belongs to people is none."""
    return any(True for rule in spot(data) if rule not in PEOPLE for _ in rule.find(data))


def redact_bytes(data: bytes, rules: Iterable[Rule]) -> tuple[bytes, dict[str, int]]:
    """`data` (UTF-8) after `rules`, and what they found."""
    found: Counter[str] = Counter()
    for _ in range(_ROUNDS):
        secrets = [span for rule in rules if rule not in PEOPLE for span in rule.find(data)]
        people = [span for rule in rules if rule in PEOPLE for span in rule.find(data)]
        # Secrets first: what looks like an address may be the end of a URL's password.
        spans = secrets + [span for span in people if not (secrets and _touches(span, secrets))]
        if not spans:
            break
        data = _replace(data, spans, found)
        rules = spot(data)
    return data, dict(found)


def _touches(span: Span, others: list[Span]) -> bool:
    return any(span.start <= other.end and other.start <= span.end for other in others)


@cache
def _prefilter() -> tuple[Any, list[int]]:
    needles, owners = re2.Set.SearchSet(options(case_sensitive=False)), []
    for index, rule in enumerate(RULES):
        for needle in rule.needles:
            needles.Add(needle)
            owners.append(index)
    needles.Compile()
    return needles, owners


def _replace(data: bytes, spans: list[Span], found: Counter[str]) -> bytes:
    """`data` with the spans replaced; of overlapping ones the first and longest counts."""
    parts: list[bytes] = []
    position = 0
    for start, end, kind, replacement in sorted(spans, key=lambda span: (span.start, -span.end)):
        if start < position:
            # What sticks out of an overlap is part of a secret too; it goes without a mark of its own.
            position = max(position, end)
            continue
        parts += (data[position:start], replacement)
        position = end
        found[kind] += 1
    parts.append(data[position:])
    return b"".join(parts)
