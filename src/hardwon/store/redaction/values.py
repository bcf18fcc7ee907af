"""Redacting nested JSON: every string, every key, and what stands under a key such as `password`."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hardwon.store.redaction.judgement import secret_under_key
from hardwon.store.redaction.names import read_name
from hardwon.store.redaction.rule import hidden, is_marked
from hardwon.store.redaction.text import redact

_DEEPEST = 200


@dataclass(frozen=True, slots=True)
class RedactedValue:
    """A JSON value of the same structure without its secrets, and how many of each kind were in it."""

    value: Any
    found: Mapping[str, int] = field(default_factory=dict)


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
        new_key = _text(key, found) if isinstance(key, str) else key
        while new_key in clean:  # two people's addresses as keys: neither value may be lost
            new_key = f"{new_key}'"
        clean[new_key] = _item(key, item, found, depth)
    return clean


def _item(key: object, item: object, found: Counter[str], depth: int) -> Any:
    if isinstance(key, str) and isinstance(item, str) and len(key) <= 80:
        name = read_name(key.encode("utf-8", "surrogatepass"))
        secret = item.encode("utf-8", "surrogatepass")
        if name is not None and not is_marked(secret) and secret_under_key(secret, name):
            found[name.kind] += 1
            return hidden(0, 0, name.kind).replacement.decode()
    return _walk(item, found, depth + 1)


def _text(text: str, found: Counter[str]) -> str:
    result = redact(text)
    found.update(result.found)
    return result.text


def _flattened(value: object, found: Counter[str]) -> str:
    try:
        return _text(json.dumps(value, default=str), found)
    except (RecursionError, ValueError, TypeError):
        found["nesting"] += 1
        return hidden(0, 0, "nesting").replacement.decode()
