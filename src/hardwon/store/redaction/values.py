"""Redacting nested JSON: every string, every key, and what stands under a key such as `password`."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from hardwon.store.redaction.judgement import secret_under_key
from hardwon.store.redaction.names import Name, read_name
from hardwon.store.redaction.rule import Rule, hidden, is_marked
from hardwon.store.redaction.text import redact

_DEEPEST = 200
_LONGEST_KEY = 80
# No rule looks across it: none takes both a line end and a NUL for part of a secret.
_BETWEEN = "\n\0\n"
_SHORTEST = 6  # characters; `a@b.io` is the shortest thing that any rule looks for


class RedactedValue(NamedTuple):
    """A JSON value of the same structure without its secrets, and how many of each kind were in it."""

    value: Any
    found: Mapping[str, int] = MappingProxyType({})


def redact_value(value: object, *, flagged: Sequence[Rule] | None = None) -> RedactedValue:
    """`value` (what JSON can hold) with each string and key redacted; numbers and structure stay as they are.

    Lists and tuples come back as lists, mappings as dicts. What is nested deeper than 200 levels becomes one
    redacted text. `flagged` is what `spot` said of the whole as JSON, where that was asked already.
    """
    found: Counter[str] = Counter()
    seen = _Seen([], [])
    clean = [value]
    _list(clean, clean, seen, found, -1)
    together = _together(seen.texts, found, flagged)
    if together is not seen.texts:
        for (holder, key), text in zip(seen.places, together, strict=True):
            holder[key] = text
    return RedactedValue(clean[0], dict(found))


class _Seen(NamedTuple):
    """The texts in a value, and where in its copy each belongs: all are searched in one go."""

    texts: list[str]
    places: list[tuple[Any, Any]]


# Keys that were looked at and promise nothing; they repeat from event to event.
_quiet_keys: set[str] = set()
_MOST_KEYS = 4096
_PLAIN = frozenset({int, float, bool, type(None)})


def _list(
    value: Iterable[object], clean: list[Any], seen: _Seen, found: Counter[str], depth: int
) -> list[Any]:
    for index, item in enumerate(value):
        if type(item) is str:
            if len(item) >= _SHORTEST:
                seen.texts.append(item)
                seen.places.append((clean, index))
        elif type(item) not in _PLAIN:
            clean[index] = _nested(item, seen, found, depth + 1)
    return clean


def _nested(value: object, seen: _Seen, found: Counter[str], depth: int) -> Any:
    if isinstance(value, str):
        return _text(value, found)
    if not isinstance(value, Mapping | list | tuple):
        return value
    if depth >= _DEEPEST:
        return _flattened(value, found)
    if isinstance(value, Mapping):
        if not _quiet_keys.issuperset(value):
            return _mapping(value, seen, found, depth)
        return _quiet_mapping(value, seen, found, depth)
    return _list(value, list(value), seen, found, depth)


def _quiet_mapping(
    value: Mapping[Any, object], seen: _Seen, found: Counter[str], depth: int
) -> dict[Any, Any]:
    clean: dict[Any, Any] = dict(value)
    texts, places = seen
    for key, item in value.items():
        if type(item) is str:
            if len(item) >= _SHORTEST:
                texts.append(item)
                places.append((clean, key))
        elif type(item) not in _PLAIN:
            clean[key] = _nested(item, seen, found, depth + 1)
    return clean


def _mapping(value: Mapping[Any, object], seen: _Seen, found: Counter[str], depth: int) -> dict[Any, Any]:
    clean: dict[Any, Any] = {}
    for key, item in value.items():
        name = None
        new_key = key
        if isinstance(key, str):
            new_key, key_found, name = (
                _key(key) if len(key) <= _LONGEST_KEY else (_text(key, found), (), None)
            )
            if key_found:
                found.update(key_found)
            elif name is None and len(key) <= _LONGEST_KEY and len(_quiet_keys) < _MOST_KEYS:
                _quiet_keys.add(key)
        while new_key in clean:  # two people's addresses as keys: neither value may be lost
            new_key = f"{new_key}'"
        if type(item) is str:
            if name is not None and _is_secret(item, name):
                found[name.kind] += 1
                item = hidden(0, 0, name.kind).replacement.decode()
            elif len(item) >= _SHORTEST:
                seen.texts.append(item)
                seen.places.append((clean, new_key))
        elif type(item) not in _PLAIN:
            item = _nested(item, seen, found, depth + 1)
        clean[new_key] = item
    return clean


def _together(texts: list[str], found: Counter[str], flagged: Sequence[Rule] | None) -> list[str]:
    """All texts redacted; `texts` itself where nothing is to be taken out."""
    whole = redact(_BETWEEN.join(texts), flagged=flagged)
    if not whole.found:
        return texts
    clean = whole.text.split(_BETWEEN)
    if len(clean) != len(texts):  # a text holds the mark itself, or a secret took it along
        return [_text(text, found) for text in texts]
    found.update(whole.found)
    return clean


@lru_cache(maxsize=4096)
def _key(key: str) -> tuple[str, tuple[str, ...], Name | None]:
    """A key redacted, the kinds found in it, and what its name promises; keys repeat from event to event."""
    result = redact(key)
    kinds = tuple(Counter(result.found).elements())
    return result.text, kinds, read_name(key.encode("utf-8", "surrogatepass"))


def _is_secret(text: str, name: Name) -> bool:
    secret = text.encode("utf-8", "surrogatepass")
    return not is_marked(secret) and secret_under_key(secret, name)


def _text(text: str, found: Counter[str]) -> str:
    if len(text) < _SHORTEST:
        return text
    result = redact(text)
    if result.found:
        found.update(result.found)
    return result.text


def _flattened(value: object, found: Counter[str]) -> str:
    try:
        return _text(json.dumps(value, default=str), found)
    except (RecursionError, ValueError, TypeError):
        found["nesting"] += 1
        return hidden(0, 0, "nesting").replacement.decode()
