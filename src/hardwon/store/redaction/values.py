"""Redacting nested JSON: every string, every key, and what stands under a key such as `password`."""

import json
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from hardwon.store.redaction.judgement import secret_under_key
from hardwon.store.redaction.names import Name, read_name
from hardwon.store.redaction.rule import hidden, is_marked
from hardwon.store.redaction.text import redact

_DEEPEST = 200
_LONGEST_KEY = 80
_SHORTEST = 6  # characters; `a@b.io` is the shortest thing that any rule looks for


class RedactedValue(NamedTuple):
    """A JSON value of the same structure without its secrets, and how many of each kind were in it."""

    value: Any
    found: Mapping[str, int] = MappingProxyType({})


def redact_value(value: object) -> RedactedValue:
    """`value` (what JSON can hold) with each string and key redacted; numbers and structure stay as they are.

    Lists and tuples come back as lists, mappings as dicts. What is nested deeper than 200 levels becomes one
    redacted text.
    """
    found: Counter[str] = Counter()
    return RedactedValue(_walk(value, found, 0), dict(found))


def _walk(value: object, found: Counter[str], depth: int) -> Any:
    if isinstance(value, str):
        return _text(value, found)
    if isinstance(value, Mapping | list | tuple) and depth >= _DEEPEST:
        return _flattened(value, found)
    if isinstance(value, Mapping):
        return _mapping(value, found, depth)
    if isinstance(value, list | tuple):
        return [_walk(item, found, depth + 1) for item in value]
    return value


def _mapping(value: Mapping[Any, object], found: Counter[str], depth: int) -> dict[Any, Any]:
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
        while new_key in clean:  # two people's addresses as keys: neither value may be lost
            new_key = f"{new_key}'"
        if name is not None and isinstance(item, str) and _is_secret(item, name):
            found[name.kind] += 1
            clean[new_key] = hidden(0, 0, name.kind).replacement.decode()
        else:
            clean[new_key] = _walk(item, found, depth + 1)
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
