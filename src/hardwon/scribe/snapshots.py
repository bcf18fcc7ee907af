"""Dataclasses as JSON, and back: what is kept of work that goes on later, perhaps in another process."""

from dataclasses import asdict, fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

_T = TypeVar("_T")


def to_json(value: Any) -> dict[str, Any]:
    """`value` as JSON has it: a dataclass of texts, numbers, lists, dicts and further dataclasses."""
    return asdict(value)


def from_json(kind: type[_T], data: object) -> _T:
    """What `to_json` was given, made of its result. Raises `ValueError` where `data` is nothing of `kind`."""
    try:
        value = _thaw(kind, data)
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"no {kind.__name__}: {error}") from None
    if not isinstance(value, kind):
        raise ValueError(f"no {kind.__name__}")
    return value


def _thaw(kind: Any, data: Any) -> Any:
    if is_dataclass(kind) and isinstance(kind, type):
        hints = _hints(kind)
        if set(data) != set(hints):
            raise ValueError(f"no {kind.__name__}: it has {', '.join(sorted(data))}")
        return kind(**{name: _thaw(hint, data[name]) for name, hint in hints.items()})
    origin, within = get_origin(kind), get_args(kind)
    if origin is UnionType:
        return _thaw(_chosen(within, data), data)
    if origin is list:
        return [_thaw(within[0], item) for item in data]
    if origin is tuple:
        return tuple(_thaw(within[0], item) for item in data)
    if origin is dict:
        return {str(key): _thaw(within[1], item) for key, item in data.items()}
    if kind is not Any and not isinstance(data, kind):
        raise ValueError(f"no {kind}: {str(data)[:40]}")
    return data


def _chosen(kinds: tuple[Any, ...], data: Any) -> Any:
    """Of several kinds the one that `data` is; dataclasses are told apart by their fields."""
    for kind in kinds:
        if is_dataclass(kind) and isinstance(kind, type):
            if isinstance(data, dict) and set(data) == set(_hints(kind)):
                return kind
        elif isinstance(data, kind):
            return kind
    raise ValueError(f"none of {kinds}")


@cache
def _hints(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}
